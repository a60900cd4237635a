// How long somebody is at a ticket: a beat when it is opened, every quarter of a minute while the page has the focus and
// is touched, and when it is left or answered, so that short work counts too.
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

function beat() {
  const spot = document.getElementById("beside");
  if (!spot?.dataset.attention || document.hidden || !document.hasFocus() || Date.now() - touched > IDLE) return;
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const thread = document.querySelector("#reply [name=thread]")?.value ?? "";
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, thread, suggested: taken === ticket() ? "1" : "" });
  const request = { method: "POST", body, headers: { "HX-Request": "true" }, keepalive: true };
  fetch(spot.dataset.attention, request).catch(() => null);
}

/** What replaces the ticket, by an answer or by another ticket. */
const turns = ({ detail: { ctx } }) => ctx?.target?.id === "ticket";

beat();
setInterval(beat, EVERY);
addEventListener("pagehide", beat);
document.addEventListener("htmx:before:request", (event) => turns(event) && beat());
document.addEventListener("htmx:after:swap", (event) => turns(event) && beat());
