// Comforts on top of pages that work without them. No inline script anywhere: the pages say what they want by data attributes.
import { countTicks } from "./tally.js";
import { prepareDrawing } from "./drawing.js";
import { nameChosenFiles } from "./files.js";
import { filterOptions } from "./options.js";

/** A form is sent once: the button says what is going on and can't be pressed again. */
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (button?.dataset.busy) {
      // After the browser has read name and value of the button, which a disabled one would not send.
      setTimeout(() => {
        button.textContent = button.dataset.busy;
        button.setAttribute("aria-busy", "true");
        button.disabled = true;
      });
    }
  });
}

/** Coming back by the browser's own button finds the form usable again. */
function wakeForms() {
  for (const form of document.forms) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    }
  }
}

/** A guide that was folded stays folded on this device. */
function rememberFold(details) {
  const name = `fold:${details.dataset.remember}`;
  const known = localStorage.getItem(name);
  if (known) details.open = known === "open";
  details.addEventListener("toggle", () => localStorage.setItem(name, details.open ? "open" : "closed"));
}

/** Some fields come and go with an answer: ask the server, which alone knows the rule, for the form anew. */
function refreshOnChange(form) {
  form.addEventListener("change", async (event) => {
    if (!event.target.closest("[data-refreshes]")) return;
    const filled = new FormData(form);
    for (const [name, value] of [...filled]) if (value instanceof File) filled.delete(name);
    filled.set("_step", "refresh");
    const answer = await fetch(form.action, { method: "POST", body: filled });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-form-parts]");
    const present = form.querySelector("[data-form-parts]");
    if (!fresh || !present) return;
    const files = [...present.querySelectorAll("input[type=file]")];
    present.replaceChildren(...fresh.childNodes);
    for (const file of files) present.querySelector(`#${CSS.escape(file.id)}`)?.replaceWith(file);
    prepare(present);
    present.querySelector(`#${CSS.escape(event.target.id || "none")}`)?.focus();
  });
}

/** What may also stand in a part of a page that came later. */
function prepare(scope) {
  scope.querySelectorAll("[data-find-option]").forEach(filterOptions);
  scope.querySelectorAll("[data-tally]").forEach(countTicks);
  scope.querySelectorAll("input[type=file][data-choose]").forEach(nameChosenFiles);
}

document.querySelectorAll(".drawing").forEach(prepareDrawing);
document.querySelectorAll("form[method=post]").forEach(sendOnce);
document.querySelectorAll("form[data-refreshable]").forEach(refreshOnChange);
document.querySelectorAll("details[data-remember]").forEach(rememberFold);
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
document.querySelector("[data-focus]")?.focus();
window.addEventListener("pageshow", (event) => event.persisted && wakeForms());
prepare(document);
