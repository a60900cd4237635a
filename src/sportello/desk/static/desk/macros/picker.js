// Macros: "i" or "//" opens the list, arrows choose, Enter inserts at the cursor and jumps to the first gap.
const GAP = /\{\{[^{}]*\}\}/;
const dialog = () => document.getElementById("macros");
const items = () => [...dialog().querySelectorAll(".pick")];
const answer = () => document.getElementById("answer");

function open() {
  const own = dialog();
  if (!own || own.open) return;
  own.showModal();
  own.querySelector("[name=find]").value = "";
  own.querySelector(".macros__list").replaceChildren();
  own.querySelector(".macros__find").requestSubmit();
}

function choose(place) {
  const all = items();
  if (!all.length) return;
  const chosen = all.at(place % all.length);
  for (const item of all) item.ariaSelected = String(item === chosen);
  dialog().querySelector("[name=find]").setAttribute("aria-activedescendant", chosen.id);
  chosen.scrollIntoView({ block: "nearest" });
}

function put(text) {
  const field = answer();
  const [start, end] = [field.selectionStart, field.selectionEnd];
  const before = field.value.slice(0, start);
  const lead = before && !before.endsWith("\n") ? "\n\n" : "";
  field.setRangeText(lead + text, start, end, "end");
  const gap = GAP.exec(text);
  field.focus();
  if (gap) field.setSelectionRange(start + lead.length + gap.index, start + lead.length + gap.index + gap[0].length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function insert(form) {
  const button = form.querySelector("button");
  if (button.ariaBusy) return;
  const request = { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } };
  button.ariaBusy = "true";
  const response = await fetch(form.action, request).catch(() => null);
  button.ariaBusy = null;
  if (!response) return dialog().close(), void document.dispatchEvent(new Event("trouble:lost"));
  if (response.status !== 200) return void location.reload();
  const part = document.createElement("template");
  part.innerHTML = await response.text();
  dialog().close();
  put(part.content.querySelector("[data-inserted]").textContent);
  const notes = [...part.content.querySelectorAll("[data-note]")].map((note) => note.textContent);
  document.querySelector("#reply [data-saved]").textContent = notes.join(" ");
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-macros]");
  if (!opener || !dialog()) return;
  event.preventDefault();
  open();
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("#macros form[data-macro]")) return;
  event.preventDefault();
  insert(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.target.matches?.("#macros [name=find]")) return steer(event);
  if (event.key !== "/" || event.target !== answer() || !dialog()) return;
  const field = answer();
  const before = field.value.slice(0, field.selectionStart);
  if (!/(^|\n)\/$/.test(before)) return;
  event.preventDefault();
  field.setRangeText("", field.selectionStart - 1, field.selectionStart, "end");
  open();
});

function steer(event) {
  const at = items().findIndex((item) => item.ariaSelected === "true");
  if (event.key === "ArrowDown") choose(at + 1);
  else if (event.key === "ArrowUp") choose(at - 1);
  else if (event.key === "Enter" && items()[at]) items()[at].querySelector("form").requestSubmit();
  else return;
  event.preventDefault();
}
