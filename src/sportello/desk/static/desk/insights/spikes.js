// Parts of a page that are fetched anew when a message of their topic comes: <div id data-renew="spike" data-renew-from>.
async function renew(part) {
  const answer = await fetch(part.dataset.renewFrom || location.href, { headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
  if (!fresh || part.contains(document.activeElement)) return;
  part.replaceChildren(...fresh.childNodes);
  window.htmx?.process(part);
}

for (const topic of ["spike", "resync"]) {
  document.addEventListener(`live:${topic}`, () => document.querySelectorAll('[data-renew="spike"]').forEach(renew));
}
