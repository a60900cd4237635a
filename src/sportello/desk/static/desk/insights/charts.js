// Reading a chart by keys: the arrows go from point to point, Home and End to the ends, Enter opens what is behind one.
// The words come from the table below the drawing, so that eye, key and reader are told the same.
const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

function rowsOf(plot) {
  return [...plot.closest("figure").querySelectorAll(".chart__table > tbody > tr")];
}

function bandsOf(plot) {
  return [...plot.querySelectorAll(".chart__bands > g")];
}

function show(plot, place) {
  bandsOf(plot).forEach((band, number) => band.classList.toggle("is-read", number === place));
  plot.dataset.place = place;
  const cells = [...rowsOf(plot)[place].cells].map((cell) => cell.textContent.trim()).filter(Boolean);
  plot.querySelector("[data-chart-said]").textContent = `${cells[0]}: ${cells.slice(1).join(" · ")}`;
}

function read(event) {
  const plot = event.target.closest?.("[data-chart]");
  if (!plot || event.target !== plot || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = rowsOf(plot);
  const place = Number(plot.dataset.place ?? -1);
  if (event.key in STEPS) {
    event.preventDefault();
    const next = place < 0 && event.key === "ArrowLeft" ? rows.length - 1 : place + STEPS[event.key];
    show(plot, Math.min(Math.max(next, 0), rows.length - 1));
  } else if (event.key === "Enter" && place >= 0) {
    rows[place].querySelector("a")?.click();
  }
}

function point(event) {
  const band = event.target.closest?.(".chart__bands > g");
  const plot = band?.closest("[data-chart]");
  if (plot) show(plot, bandsOf(plot).indexOf(band));
}

document.addEventListener("keydown", read);
document.addEventListener("pointerover", point);
