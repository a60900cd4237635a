// How accounts stand: shown anew when something changed, and every few seconds while the past is being fetched.
const EVERY = 3000;
const part = () => document.querySelector("[data-fresh]");

function refresh() {
  const shown = part();
  if (!shown || shown.contains(document.activeElement) || shown.querySelector("details[open]")) return;
  window.htmx.ajax("GET", shown.dataset.fresh, { target: `#${shown.id}`, swap: "innerMorph" });
}

document.addEventListener("live:source", ({ detail }) => {
  const own = part()?.dataset.source;
  if (!own || own === String(detail.source)) refresh();
});
document.addEventListener("live:resync", refresh);
setInterval(() => {
  if (!document.hidden && part()?.querySelector("progress")) refresh();
}, EVERY);

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector("[data-copied]").value);
    button.textContent = button.dataset.done;
  });
}
