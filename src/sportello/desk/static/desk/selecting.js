// Ticking rows: shift-click ticks all between, and the bar says how many there are.
let latest = null;

function ticks() {
  return [...document.querySelectorAll("#rows .entry__select")];
}

function range(from, to, checked) {
  const all = ticks();
  const [low, high] = [all.indexOf(from), all.indexOf(to)].sort((one, other) => one - other);
  if (low >= 0) for (const tick of all.slice(low, high + 1)) tick.checked = checked;
}

document.addEventListener("click", (event) => {
  const tick = event.target.closest(".entry__select");
  if (!tick) return;
  if (event.shiftKey && latest) range(latest, tick, tick.checked);
  latest = tick;
});

document.addEventListener("change", count);
document.addEventListener("click", count);
document.addEventListener("htmx:after:swap", count);

function count() {
  const counter = document.querySelector("[data-selected]");
  if (!counter) return;
  const chosen = ticks().filter((tick) => tick.checked).length;
  const words = chosen ? counter.dataset.words.replace("%s", chosen) : "";
  if (counter.textContent !== words) counter.textContent = words;
}
