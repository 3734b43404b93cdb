/** Some fields come and go with an answer: the server, which alone knows the rule, is asked for the form anew. */
export function refreshOnChange(form, prepare) {
  form.addEventListener("change", async (event) => {
    if (!event.target.closest("[data-refreshes]")) return;
    await renew(form, new FormData(form), prepare);
    form.querySelector(`#${CSS.escape(event.target.id || "none")}`)?.focus();
  });
}

/** Put in the form's place what the server makes of these answers; files that were chosen stay chosen. */
export async function renew(form, filled, prepare) {
  for (const [name, value] of [...filled]) if (value instanceof File) filled.delete(name);
  filled.set("_step", "refresh");
  const answer = await fetch(form.action, { method: "POST", body: filled });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-form-parts]");
  const present = form.querySelector("[data-form-parts]");
  if (!fresh || !present) return false;
  const files = [...present.querySelectorAll("input[type=file]")];
  present.replaceChildren(...fresh.childNodes);
  for (const file of files) present.querySelector(`#${CSS.escape(file.id)}`)?.replaceWith(file);
  prepare(present);
  return true;
}
