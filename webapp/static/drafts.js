/**
 * What was typed and did not arrive, because the session had ended meanwhile or a file was too large, comes back when
 * the same person opens the same form again in this window. Files don't: a browser lets nobody choose them but people.
 */
import { renew } from "./refresh.js";

const DRAFT = "draft";

/** Remember what is sent, until a page shows that it arrived. */
export function keepDraft(form) {
  form.addEventListener("submit", () => {
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !name.startsWith("_"));
    const draft = { user: document.body.dataset.user, path: location.pathname, fields };
    sessionStorage.setItem(DRAFT, JSON.stringify(draft));
  });
}

/** Fill the form as it was; whoever reads another page in between is done with it. */
export async function restoreDraft(form, prepare) {
  const user = document.body.dataset.user;
  const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? "null");
  if (!user || !draft || document.querySelector("[data-refused]")) return;
  sessionStorage.removeItem(DRAFT);
  if (!form || draft.user !== user || draft.path !== location.pathname) return;
  const filled = new FormData(form);
  for (const name of new Set(filled.keys())) if (!name.startsWith("_")) filled.delete(name);
  for (const [name, value] of draft.fields) filled.append(name, value);
  if (await renew(form, filled, prepare)) form.querySelector("[data-restored]").hidden = false;
}
