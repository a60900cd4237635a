// Articles: the button opens the search, taking one puts its words at the cursor.
const dialog = () => document.getElementById("articles");

function put(words) {
  const field = document.getElementById("answer");
  const [start, end] = [field.selectionStart, field.selectionEnd];
  const lead = start && !field.value.slice(0, start).endsWith("\n") ? "\n\n" : "";
  field.setRangeText(lead + words, start, end, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function take(form, submitter) {
  if (submitter.ariaBusy) return;
  const body = new FormData(form, submitter);
  submitter.ariaBusy = "true";
  const request = fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
  const response = await request.catch(() => null);
  submitter.ariaBusy = null;
  if (!response) return void document.dispatchEvent(new Event("trouble:lost"));
  if (response.status !== 200) return void location.reload();
  const part = document.createElement("template");
  part.innerHTML = await response.text();
  dialog()?.close();
  put(part.content.querySelector("[data-taken]").textContent);
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-articles]");
  const own = dialog();
  if (!opener || !own) return;
  event.preventDefault();
  if (!own.open) own.showModal();
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-article]") || !document.getElementById("answer")) return;
  event.preventDefault();
  take(event.target, event.submitter);
});
