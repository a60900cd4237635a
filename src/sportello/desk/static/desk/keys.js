// The keyboard: an element says which key presses it by data-key ("e", "g o"); fields are left alone.
const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const LEADERS = new Set(["g"]);
let leader = "";

function find(key) {
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  return all.find((element) => element.checkVisibility()) ?? all.find((element) => element.matches("a[href]"));
}

function press(target) {
  if (target.matches("input, textarea")) return target.select(), target.focus();
  target.click();
  const field = document.getElementById(target.dataset.focus ?? "") ?? (target.matches("summary") && first(target));
  if (!field) return;
  field.focus();
  // One goes on where the words end, and does not begin before them.
  if (field.matches("textarea")) field.setSelectionRange(field.value.length, field.value.length);
}

function first(summary) {
  return summary.parentElement.open && summary.parentElement.querySelector(":scope > :not(summary) :is(input:not([type=hidden]), button, a)");
}

function move(step) {
  const links = [...document.querySelectorAll("#rows .entry__link")];
  const here = links.indexOf(document.activeElement.closest?.(".entry")?.querySelector(".entry__link"));
  const from = here >= 0 ? here : links.findIndex((link) => link.closest(".entry--here"));
  const next = links[Math.max(0, Math.min(links.length - 1, from + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function row() {
  return document.activeElement.closest?.(".entry") ?? document.querySelector(".entry--here");
}

const MOVES = {
  j: () => move(1),
  k: () => move(-1),
  o: () => row()?.querySelector(".entry__link").click(),
  x: () => row()?.querySelector(".entry__select").click(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Escape" && event.target.matches(FIELDS)) return event.target.blur();
  if (event.target.closest?.(FIELDS)) return;
  const key = leader ? `${leader} ${event.key}` : event.key;
  leader = LEADERS.has(key) ? key : "";
  if (leader) return void setTimeout(() => (leader = ""), 1500);
  const target = find(key);
  if (!target && !MOVES[key]) return;
  event.preventDefault();
  if (target) press(target);
  else MOVES[key]();
});
