// A request that finds nobody, or only a page of trouble, leaves the screen as it is and is told of.
const ACTS = new Set(["click", "submit", "change"]);
const WHOLE_PAGE = /^\s*<!doctype/i;

function tell(words) {
  const box = document.getElementById("trouble");
  box.hidden = false;
  box.querySelector("[data-said]").textContent = words ?? box.dataset.lost;
}

/** Asked for by somebody's hand: what fetches by itself fails in silence and comes again. */
function byHand(ctx) {
  return ACTS.has(ctx?.sourceEvent?.type);
}

function said(page) {
  const text = (name) => page.querySelector(`main ${name}`)?.textContent.trim() ?? "";
  return `${text("h1")}. ${text("h1 ~ p")}`;
}

document.addEventListener("htmx:error", ({ detail: { ctx, error } }) => {
  if (byHand(ctx) && error.name !== "AbortError" && !ctx.response) tell();
});
document.addEventListener("trouble:lost", () => tell());

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (!(ctx?.response?.status >= 400) || !WHOLE_PAGE.test(ctx.text)) return;
  event.preventDefault();
  if (!byHand(ctx)) return;
  if (ctx.request.method === "GET") location.assign(ctx.request.action);
  else tell(said(new DOMParser().parseFromString(ctx.text, "text/html")));
});

document.addEventListener("click", ({ target }) => {
  const box = target.closest("#trouble");
  if (box && target.closest("button")) box.hidden = true;
});
