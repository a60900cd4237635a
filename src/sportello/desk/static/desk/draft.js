// What is being written is kept as one writes. When somebody else kept another version, both are shown.
const PAUSE = 800;
let timer = 0;
let flight = null;

const form = () => document.getElementById("reply");
const field = (name) => form().elements[name];
const state = () => form().querySelector("[data-saved]");

async function save() {
  const own = form();
  if (!own) return;
  flight?.abort();
  flight = new AbortController();
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "thread", "version", "text"]) body.set(name, field(name).value);
  const request = { method: "POST", body, headers: { "HX-Request": "true" }, signal: flight.signal, keepalive: true };
  try {
    take(own, await fetch(own.dataset.draft, request));
  } catch (lost) {
    if (lost.name !== "AbortError" && own.isConnected) state().textContent = own.dataset.unsaved;
  }
}

async function take(own, response) {
  const part = document.createElement("template");
  part.innerHTML = await response.text();
  if (!own.isConnected) return;
  if (response.headers.has("HX-Redirect")) return void (state().textContent = own.dataset.unsaved);
  if (response.status === 204) return;
  if (response.status === 409) return own.querySelector("[data-conflict]").replaceChildren(part.content);
  if (!response.ok) return void (state().textContent = own.dataset.unsaved);
  field("version").value = part.content.querySelector("[data-version]").dataset.version;
  state().replaceChildren(part.content);
}

function later() {
  clearTimeout(timer);
  state().textContent = "";
  timer = setTimeout(save, PAUSE);
}

function settle(button) {
  const conflict = button.closest(".conflict");
  field("version").value = conflict.dataset.version;
  if ("take" in button.dataset) field("text").value = conflict.querySelector(".conflict__theirs").textContent;
  conflict.remove();
  later();
}

document.addEventListener("input", (event) => event.target.id === "answer" && later());
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take], [data-keep]");
  if (button) settle(button);
});
document.addEventListener("submit", (event) => {
  if (event.target.id !== "reply") return;
  clearTimeout(timer);
  flight?.abort();
});
// Leaving for another ticket or page must not cost the last words.
function flush() {
  if (!timer || !form() || state().textContent || !field("text").value.trim()) return;
  clearTimeout(timer);
  save();
}
document.addEventListener("htmx:before:request", ({ detail }) => {
  if (detail.ctx.sourceElement.id !== "reply" && detail.ctx.target?.id === "ticket") flush();
});
addEventListener("pagehide", flush);
addEventListener("online", () => {
  if (form() && state().textContent === form().dataset.unsaved) save();
});
