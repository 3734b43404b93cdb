/** The browser speaks its own language beside a file control; this says in the page's words which files were chosen. */
export function nameChosenFiles(input) {
  if (input.parentElement.classList.contains("chooser")) return;
  const chooser = document.createElement("div");
  chooser.className = "chooser";
  const label = document.createElement("label");
  label.className = "button";
  label.htmlFor = input.id;
  label.textContent = input.dataset.choose;
  label.setAttribute("aria-hidden", "true");
  const names = document.createElement("span");
  names.setAttribute("role", "status");
  const update = () => {
    names.textContent = [...input.files].map((file) => file.name).join(input.dataset.separator) || input.dataset.none;
  };
  input.before(chooser);
  chooser.append(input, label, names);
  input.addEventListener("change", update);
  update();
}
