// Who is here: this page says so while it is seen, and whether somebody writes on it.
const EVERY = 20_000;
const WRITING_FOR = 6_000;
let wrote = 0;
let turn = Promise.resolve();
let said = { ticket: "", writing: false };

function body(extra) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  return new URLSearchParams({ csrfmiddlewaretoken: token ?? "", ...extra });
}

/** One after the other, so that the latest word is also the last to arrive. */
function tell() {
  turn = turn.then(send);
}

async function send() {
  const spot = document.getElementById("presence");
  const ticket = document.getElementById("ticket")?.dataset.ticket ?? "";
  if (said.ticket && said.ticket !== ticket) leave();
  if (!spot || !ticket || document.hidden) return;
  said = { ticket, writing: Date.now() - wrote < WRITING_FOR, address: spot.dataset.presence };
  const request = { method: "POST", body: body({ writing: said.writing ? "1" : "" }), headers: { "HX-Request": "true" } };
  const response = await fetch(said.address, request).catch(() => null);
  if (response?.ok && spot.isConnected) spot.innerHTML = await response.text();
}

function leave() {
  if (said.address) navigator.sendBeacon(said.address, body({ leaving: "1" }));
  said = { ticket: "", writing: false };
}

document.addEventListener("input", (event) => {
  if (!event.target.closest("form.answer")) return;
  wrote = Date.now();
  if (!said.writing) tell();
  setTimeout(() => said.writing && Date.now() - wrote >= WRITING_FOR && tell(), WRITING_FOR + 100);
});
document.addEventListener("htmx:after:swap", ({ detail }) => detail.ctx?.target?.id === "ticket" && tell());
document.addEventListener("visibilitychange", () => (document.hidden ? leave() : tell()));
addEventListener("pagehide", leave);
setInterval(tell, EVERY);
tell();
