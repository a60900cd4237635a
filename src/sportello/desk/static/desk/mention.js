// Calling somebody in a note: after @ the people appear; arrows choose, Enter or Tab takes, Escape closes.
const CALL = /(^|\s)@([\p{L}\p{N}._-]*)$/u;

const listOf = (field) => document.getElementById(field.dataset.mention);
const typed = (field) => CALL.exec(field.value.slice(0, field.selectionStart));

function offer(field) {
  const list = listOf(field);
  const call = typed(field);
  for (const item of list.children) item.hidden = !call || !item.dataset.call.toLowerCase().startsWith(call[2].toLowerCase());
  const shown = [...list.children].filter((item) => !item.hidden);
  list.hidden = shown.length === 0;
  choose(field, shown[0]);
}

function choose(field, chosen) {
  for (const item of listOf(field).children) item.ariaSelected = String(item === chosen);
  field.setAttribute("aria-activedescendant", chosen?.id ?? "");
}

function take(field, item) {
  const call = typed(field);
  listOf(field).hidden = true;
  if (call) field.setRangeText(`${item.dataset.call} `, field.selectionStart - call[2].length, field.selectionStart, "end");
  field.focus();
}

function steer(event) {
  const field = event.target;
  const list = listOf(field);
  const shown = [...list.children].filter((item) => !item.hidden);
  const at = shown.findIndex((item) => item.ariaSelected === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose(field, shown.at((at + step) % shown.length));
  else if (event.key === "Escape") list.hidden = true;
  else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey) take(field, shown[at]);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

document.addEventListener("input", (event) => event.target.matches("[data-mention]") && offer(event.target));
document.addEventListener("keydown", (event) => {
  if (event.target.matches?.("[data-mention]") && !listOf(event.target).hidden) steer(event);
}, true);
document.addEventListener("mousedown", (event) => {
  const item = event.target.closest(".mention__list li");
  if (!item) return;
  event.preventDefault();
  take(document.querySelector(`[data-mention="${item.parentElement.id}"]`), item);
});
