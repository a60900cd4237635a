// Beside the answer: a chip puts its words in at the cursor; a choice of when or why not picks its own button.
document.addEventListener("click", ({ target }) => {
  const chip = target.closest("[data-put]");
  const field = document.getElementById("answer");
  if (!chip || !field) return;
  const before = field.value.slice(0, field.selectionStart);
  const gap = before && !/\s$/.test(before) ? " " : "";
  field.setRangeText(gap + chip.dataset.put, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("input", ({ target }) => {
  const choice = target.closest(".decide label")?.querySelector("[type=radio]");
  if (choice && choice !== target) choice.checked = true;
});
