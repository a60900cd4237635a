// How long somebody is at a ticket: a beat every quarter of a minute while the page has the focus and is touched.
const EVERY = 15_000;
const IDLE = 60_000;
let touched = Date.now();
let taken = "";

const ticket = () => document.getElementById("ticket")?.dataset.ticket ?? "";

for (const kind of ["pointermove", "pointerdown", "keydown", "scroll", "input"]) {
  addEventListener(kind, () => (touched = Date.now()), { passive: true, capture: true });
}
// Words that stand ready were put into the answer: what follows is time with a suggestion.
document.addEventListener("click", ({ target }) => {
  if (target.closest("#macros form[data-macro], [data-suggested]")) taken = ticket();
});
document.addEventListener("submit", ({ target }) => {
  if (target.matches("#macros form[data-macro]")) taken = ticket();
});

setInterval(() => {
  const spot = document.getElementById("beside");
  if (!spot?.dataset.attention || document.hidden || !document.hasFocus() || Date.now() - touched > IDLE) return;
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const thread = document.querySelector("#reply [name=thread]")?.value ?? "";
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, thread, suggested: taken === ticket() ? "1" : "" });
  fetch(spot.dataset.attention, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
}, EVERY);
