// Comforts on top of pages that work without them. No inline script anywhere: the pages say what they want by data attributes.
import { countTicks } from "./tally.js";
import { prepareDrawing } from "./drawing.js";
import { nameChosenFiles } from "./files.js";
import { filterOptions } from "./options.js";
import { refreshOnChange } from "./refresh.js";
import { keepDraft, restoreDraft } from "./drafts.js";

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

/** What may also stand in a part of a page that came later. */
function prepare(scope) {
  scope.querySelectorAll("[data-find-option]").forEach(filterOptions);
  scope.querySelectorAll("[data-tally]").forEach(countTicks);
  scope.querySelectorAll("input[type=file][data-choose]").forEach(nameChosenFiles);
}

document.querySelectorAll(".drawing").forEach(prepareDrawing);
document.querySelectorAll("form[method=post]").forEach(sendOnce);
document.querySelectorAll("form[data-refreshable]").forEach((form) => {
  refreshOnChange(form, prepare);
  keepDraft(form);
});
document.querySelectorAll("details[data-remember]").forEach(rememberFold);
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
document.querySelector("[data-focus]")?.focus();
window.addEventListener("pageshow", (event) => event.persisted && wakeForms());
prepare(document);
restoreDraft(document.querySelector("form[data-refreshable]"), prepare);
