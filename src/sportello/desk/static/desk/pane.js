// The open ticket: what arrives appears in it, without touching the answer being written.
const pane = () => document.getElementById("ticket");
const answer = () => document.getElementById("answer");

function busy(part) {
  return part.contains(document.activeElement) || part.querySelector("details[open]");
}

function refresh() {
  const open = pane();
  if (!open?.dataset.ticket) return;
  window.htmx.ajax("GET", open.dataset.news, { target: "#said", swap: "none" });
}

function begin() {
  const [talk, start] = [document.querySelector("[data-talk]"), document.querySelector("[data-begin]")];
  if (talk && start && start.getBoundingClientRect().top < talk.getBoundingClientRect().top) start.scrollIntoView();
}

/** While nothing is written yet, what is on the screen counts as seen; afterwards sending asks. */
function seen() {
  const field = document.querySelector("#reply [name=seen_up_to]");
  if (!field) return;
  const newest = Math.max(0, ...[...document.querySelectorAll(".msg--in")].map((one) => Number(one.dataset.message)));
  if (!answer().value.trim()) field.value = newest;
  else if (newest > Number(field.value)) document.querySelector("[data-newer]").hidden = false;
}

document.addEventListener("live:ticket", ({ detail }) => {
  if (String(detail.ticket) !== pane()?.dataset.ticket) return;
  if (detail.what !== "presence") return refresh();
  window.htmx.ajax("GET", document.getElementById("presence").dataset.presence, { target: "#presence", swap: "innerHTML" });
});
document.addEventListener("live:outbox", ({ detail }) => {
  if (document.querySelector(`[data-outbox="${Number(detail.outbox)}"]`)) refresh();
});
document.addEventListener("live:resync", refresh);

// A head with an open menu or a focused field is left as it is until the next time.
document.addEventListener("htmx:before:swap", ({ detail }) => {
  if (detail.ctx?.request?.method !== "GET") return;
  const at = detail.tasks.findIndex((task) => task.target?.id === "head" && busy(task.target));
  if (at >= 0) detail.tasks.splice(at, 1);
});
document.addEventListener("htmx:after:swap", ({ detail }) => {
  if (detail.ctx?.target?.id === "ticket") {
    begin();
    document.title = `${pane().dataset.title ?? ""} · Sportello`;
  }
  seen();
});
addEventListener("popstate", () => {
  const open = pane()?.dataset.ticket;
  if (!history.state && open && !location.pathname.endsWith(`/${open}`)) location.reload();
});
begin();
