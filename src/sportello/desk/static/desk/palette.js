// The command palette (Ctrl-K): everything on the page that has data-command can be found by typing and chosen.
const dialog = document.getElementById("palette");
const field = dialog?.querySelector("input");
const list = dialog?.querySelector("ul");
let commands = [];

function name(element) {
  return element.dataset.command || element.textContent.replace(/\s+/g, " ").trim();
}

function gather() {
  const seen = new Map();
  for (const element of document.querySelectorAll("[data-command]")) {
    if (!seen.has(name(element))) seen.set(name(element), element);
  }
  commands = [...seen];
}

function show() {
  const words = field.value.toLowerCase().split(/\s+/);
  const found = commands.filter(([said]) => words.every((word) => said.toLowerCase().includes(word)));
  list.replaceChildren(...found.map(([said, element], place) => option(said, element.dataset.key ?? "", place)));
  choose(0);
}

function option(said, keys, place) {
  const item = document.createElement("li");
  Object.assign(item, { id: `command-${place}`, role: "option", textContent: said });
  if (keys) item.append(Object.assign(document.createElement("kbd"), { textContent: keys }));
  return item;
}

function choose(place) {
  const items = [...list.children];
  const chosen = items.at(items.length ? place % items.length : 0);
  for (const item of items) item.ariaSelected = String(item === chosen);
  field.setAttribute("aria-activedescendant", chosen?.id ?? "");
  chosen?.scrollIntoView({ block: "nearest" });
}

function run(item) {
  const found = commands.find(([said]) => said === item?.firstChild.data);
  dialog.close();
  const target = found?.[1];
  target?.click();
  if (target?.dataset.focus) document.getElementById(target.dataset.focus).focus();
}

function steer(event) {
  const at = [...list.children].findIndex((item) => item.ariaSelected === "true");
  if (event.key === "ArrowDown") choose(at + 1);
  else if (event.key === "ArrowUp") choose(at - 1);
  else if (event.key === "Enter") run(list.children[at]);
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (!dialog || event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  gather();
  field.value = "";
  show();
  dialog.showModal();
});
field?.addEventListener("input", show);
field?.addEventListener("keydown", steer);
list?.addEventListener("click", (event) => run(event.target.closest("li")));
