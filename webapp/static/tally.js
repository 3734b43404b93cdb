/** The fraction while ticking or typing: how many there are, how many are lacking. */
export function countTicks(tally) {
  const field = tally.closest(".field");
  const named = `input[name="${CSS.escape(tally.dataset.tally)}"]`;
  const count = () => {
    const typed = field.querySelector(`${named}:not([type=checkbox])`);
    return typed ? Number(typed.value) || 0 : field.querySelectorAll(`${named}:checked`).length;
  };
  const update = () => {
    const missing = Math.max(0, Number(tally.dataset.needed) - count());
    const { textMissing, textReached } = tally.dataset;
    tally.querySelector("[data-tally-count]").textContent = String(count());
    tally.querySelector("[data-tally-verdict]").textContent = missing
      ? textMissing.replace("{missing}", String(missing))
      : textReached;
    tally.classList.toggle("reached", missing === 0);
  };
  field.addEventListener("input", update);
  update();
}
