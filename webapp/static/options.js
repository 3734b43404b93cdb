/** A search box over a long list: by characters or by pinyin initials. What is ticked stays in sight. */
export function filterOptions(box) {
  const field = box.closest("fieldset");
  const options = [...field.querySelectorAll(".options label")];
  const input = box.querySelector("input");
  box.hidden = false;
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    for (const option of options) {
      const text = option.textContent.toLowerCase();
      const found = text.includes(wanted) || (option.dataset.initials ?? "").includes(wanted);
      option.hidden = !found && !option.querySelector("input").checked;
    }
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
