/** A drawing scrolls in its frame at a size at which its letters can be read; a button shows the whole of it. */
const READABLE = 0.85;

export function prepareDrawing(frame) {
  const svg = frame.querySelector("svg");
  const button = frame.parentElement.querySelector("[data-whole]");
  if (!svg) return;
  let whole = false;
  const size = () => {
    svg.style.width = whole ? "100%" : `max(100%, ${Math.round(svg.viewBox.baseVal.width * READABLE)}px)`;
    if (button) button.textContent = whole ? button.dataset.larger : button.dataset.whole;
    if (!whole) showPresent(frame, svg);
  };
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      whole = !whole;
      size();
    });
  }
  size();
}

/** What goes on now stands in the middle of the frame. */
function showPresent(frame, svg) {
  const present = svg.querySelector(".late, .active");
  if (!present) return;
  const place = present.getBoundingClientRect();
  const around = frame.getBoundingClientRect();
  frame.scrollLeft += place.left - around.left - (around.width - place.width) / 2;
  frame.scrollTop += place.top - around.top - (around.height - place.height) / 2;
}
