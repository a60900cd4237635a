// The list keeps itself true. Rows change in place; nothing moves under a pointer, and what is focused, ticked or
// scrolled to stays where it is. New rows out of sight announce themselves on a pill.
const EVERY = 60_000;
const GAP = 2_000;
let timer = 0;
let last = 0;
let arrived = 0;

const box = () => document.querySelector("[data-list]");
const pill = () => document.querySelector("[data-pill]");

function mark() {
  const open = document.getElementById("ticket")?.dataset.ticket;
  for (const row of document.querySelectorAll("#rows .entry")) {
    const here = row.id === `t${open}`;
    row.classList.toggle("entry--here", here);
    if (here) row.classList.remove("entry--unread");
    row.querySelector(".entry__link").ariaCurrent = here ? "true" : null;
  }
}

function soon(wait = 300) {
  clearTimeout(timer);
  timer = setTimeout(refresh, Math.max(wait, last + GAP - Date.now()));
}

async function fetched(address) {
  const response = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!response.ok || response.status === 204) return null;
  const part = document.createElement("template");
  part.innerHTML = await response.text();
  return part.content;
}

async function refresh() {
  const list = box();
  if (!list || document.hidden) return;
  last = Date.now();
  const length = Math.max(50, list.querySelectorAll(".entry").length);
  const [rows, ways] = await Promise.all([
    fetched(`${list.dataset.list}&rows=${length}`).catch(() => null),
    fetched(list.dataset.ways).catch(() => null),
  ]);
  if (rows) merge(list, rows);
  const nav = document.getElementById("ways");
  if (ways && nav && !nav.contains(document.activeElement)) nav.replaceChildren(ways);
}

function merge(list, fresh) {
  const rows = list.querySelector("#rows");
  const added = [...fresh.querySelectorAll(".entry")].filter((row) => !document.getElementById(row.id));
  for (const row of rows.querySelectorAll(".entry")) renew(row, fresh.getElementById(row.id));
  if (list.matches(":hover")) {
    arrived = added.length;
  } else {
    arrived = list.scrollTop > 24 ? arrived + added.length : 0;
    anchored(list, () => arrange(rows, fresh));
  }
  announce(added.length);
  mark();
}

function renew(row, fresh) {
  row.classList.toggle("entry--gone", !fresh);
  if (!fresh) return;
  row.classList.toggle("entry--unread", fresh.classList.contains("entry--unread"));
  const [now, then] = [fresh, row].map((one) => one.querySelector(".entry__link"));
  if (now.innerHTML !== then.innerHTML) then.innerHTML = now.innerHTML;
}

function arrange(rows, fresh) {
  const ordered = [...fresh.children].map((row) => document.getElementById(row.id) ?? row);
  const keep = new Set(ordered);
  for (const row of [...rows.children]) if (!keep.has(row)) row.remove();
  ordered.forEach((row, place) => {
    if (rows.children[place] !== row) rows.insertBefore(row, rows.children[place] ?? null);
  });
  window.htmx?.process(rows);
}

/** Rearrange, and let what is focused (or else first in sight) stay at its height. */
function anchored(list, change) {
  const focused = document.activeElement;
  const top = list.getBoundingClientRect().top;
  const rows = [...list.querySelectorAll(".entry")];
  const held = focused.closest?.(".entry") ?? (list.scrollTop > 24 && rows.find((row) => row.getBoundingClientRect().bottom > top));
  const before = held ? held.getBoundingClientRect().top : 0;
  change();
  if (held?.isConnected) list.scrollTop += held.getBoundingClientRect().top - before;
  if (list.contains(focused) && focused !== document.activeElement) focused.focus({ preventScroll: true });
}

function announce(count) {
  const speaker = document.querySelector("[data-announce]");
  const words = (n) => speaker.dataset.words.replace("%s", n);
  if (count) speaker.textContent = words(count);
  pill().hidden = !arrived;
  pill().textContent = arrived ? `↑ ${words(arrived)}` : "";
}

for (const topic of ["live:ticket", "live:outbox", "live:resync"]) document.addEventListener(topic, () => soon());
document.addEventListener("desk:changed", () => soon(50));
document.addEventListener("visibilitychange", () => document.hidden || soon(0));
document.addEventListener("mouseout", (event) => {
  const list = event.target.closest?.("[data-list]");
  if (list && !list.contains(event.relatedTarget) && (arrived || list.querySelector(".entry--gone"))) soon(0);
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-pill]")) return;
  arrived = 0;
  box().scrollTop = 0;
  soon(0);
});
document.addEventListener("htmx:after:swap", mark);
setInterval(soon, EVERY);
