// Answers as one types: in the search field of every page, and below the words of a message. Pages work without it.

const WAIT = 180;
const SHORTEST = 3;

/** Calls `act` with the field's words once typing rests; whatever was asked before is called off. */
function whenTypingRests(field, act) {
  let timer = 0;
  let asking = null;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    asking?.abort();
    timer = setTimeout(() => {
      asking = new AbortController();
      act(field.value.trim(), asking.signal);
    }, WAIT);
  });
}

/** Fetches a part of a page for these words and shows it in `box`; an empty part hides the box. */
async function show(box, address, words, signal) {
  if (words.length < SHORTEST) {
    box.hidden = true;
    return;
  }
  try {
    const answer = await fetch(`${address}?part=1&q=${encodeURIComponent(words.slice(0, 300))}`, { signal });
    if (!answer.ok) return;
    box.innerHTML = await answer.text();
    box.hidden = !box.textContent.trim();
  } catch (error) {
    if (error.name !== "AbortError") box.hidden = true;
  }
}

const find = document.querySelector("[data-find]");
const hits = document.getElementById("hits");
if (find && hits) {
  whenTypingRests(find.elements.q, (words, signal) => show(hits, find.dataset.find, words, signal));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hits.hidden = true;
  });
}

for (const form of document.querySelectorAll("[data-suggestions]")) {
  const field = form.querySelector("[data-suggest]");
  const box = form.querySelector("[data-suggested]");
  if (field && box) {
    whenTypingRests(field, (words, signal) => show(box, form.dataset.suggestions, words, signal));
  }
}

// Seventeen digits, however they were pasted, are Amazon's number: 3-7-7.
for (const field of document.querySelectorAll("[data-number]")) {
  field.addEventListener("blur", () => {
    const digits = field.value.replace(/\D/g, "");
    if (digits.length === 17 && !/[a-z]/i.test(field.value)) {
      field.value = `${digits.slice(0, 3)}-${digits.slice(3, 10)}-${digits.slice(10)}`;
    }
  });
}

// A menu that is left is closed.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".languages[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
