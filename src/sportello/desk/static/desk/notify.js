// Warnings of the browser before a deadline, for whoever asked for them.
const button = document.querySelector("[data-notify]");

function offer() {
  if (button) button.hidden = !("Notification" in window) || Notification.permission !== "default";
}

button?.addEventListener("click", async () => {
  await Notification.requestPermission();
  offer();
});

document.addEventListener("live:deadline", ({ detail }) => {
  const mine = !detail.agent || String(detail.agent) === button?.dataset.agent;
  if (!button || !mine || !("Notification" in window) || Notification.permission !== "granted") return;
  const words = button.dataset.words.replace("%n", detail.ticket).replace("%m", detail.minutes);
  const note = new Notification(words, { tag: `deadline-${detail.ticket}` });
  note.onclick = () => {
    window.focus();
    location.assign(`${button.dataset.tickets}${detail.ticket}`);
  };
});
offer();
