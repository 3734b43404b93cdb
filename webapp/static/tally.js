/** The fraction while ticking: how many are there, how many are lacking. */
export function countTicks(tally) {
  const field = tally.closest("fieldset");
  const ticks = () => field.querySelectorAll(`input[name="${CSS.escape(tally.dataset.tally)}"]:checked`).length;
  const update = () => {
    const missing = Math.max(0, Number(tally.dataset.needed) - ticks());
    const { textMissing, textReached } = tally.dataset;
    tally.querySelector("[data-tally-count]").textContent = String(ticks());
    tally.querySelector("[data-tally-verdict]").textContent = missing
      ? textMissing.replace("{missing}", String(missing))
      : textReached;
    tally.classList.toggle("reached", missing === 0);
  };
  field.addEventListener("change", update);
  update();
}
