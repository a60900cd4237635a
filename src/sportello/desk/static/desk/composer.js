// Writing: Ctrl-Enter sends, chosen files show themselves, and what was sent gives the keyboard back to the page.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest?.("form.answer");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-send]"));
});

function size(bytes) {
  const big = bytes >= 1e6;
  const unit = { style: "unit", unit: big ? "megabyte" : "kilobyte", maximumFractionDigits: big ? 1 : 0 };
  return new Intl.NumberFormat(document.documentElement.lang, unit).format(bytes / (big ? 1e6 : 1e3));
}

function item(file) {
  const row = Object.assign(document.createElement("li"), { className: "file" });
  const name = Object.assign(document.createElement("span"), { className: "file__name", textContent: file.name });
  const weight = Object.assign(document.createElement("span"), { className: "muted", textContent: size(file.size) });
  row.append(name, weight);
  return row;
}

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-files]")) return;
  target.form.querySelector("[data-chosen]").replaceChildren(...[...target.files].map(item));
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx?.sourceElement?.id !== "reply" || ctx.target?.id !== "ticket" || !ctx.response?.raw.ok) return;
  document.getElementById("content")?.focus({ preventScroll: true });
});
