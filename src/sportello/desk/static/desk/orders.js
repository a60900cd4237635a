// The orders beside a conversation: shown anew when one of them changed, or one that was asked for came.
const PAUSE = 2000;
let planned = 0;

const part = () => document.getElementById("orders");

function refresh() {
  planned = 0;
  const shown = part();
  if (!shown || shown.contains(document.activeElement)) return;
  window.htmx.ajax("GET", shown.dataset.orders, { target: "#orders", swap: "innerMorph" });
}

function soon() {
  planned ||= setTimeout(refresh, PAUSE);
}

document.addEventListener("live:order", ({ detail }) => {
  const shown = part()?.querySelector("[data-customer]");
  if (!shown) return;
  const known = shown.querySelector(`[data-order="${Number(detail.order)}"]`);
  if (known || shown.dataset.customer === String(detail.customer)) refresh();
  else if (shown.hasAttribute("data-waits")) soon();
});
// Many orders of an account at once: the past is being fetched.
document.addEventListener("live:orders", soon);
