// Live updates for this page: every message becomes an event `live:<topic>` of the document, its ids in `detail`.
// `live:resync` says that messages may have been missed: fetch anew what is shown. <html data-live="on|off"> tells
// whether the stream stands. It is switched on by
//   <meta name="live" content="/live" data-worker="{% static 'core/live-worker.js' %}" data-viewer="7">
const meta = document.querySelector('meta[name="live"]');
const root = document.documentElement;

// When the page was true (ms of its own clock): when it was asked for, or when it was last listening.
let knows = performance.getEntriesByType("navigation")[0]?.requestStart ?? 0;
let port = null;

function hear({ data }) {
  if (data.state) root.dataset.live = data.state;
  else document.dispatchEvent(new CustomEvent(`live:${data.topic}`, { detail: data.detail }));
}

function begin() {
  port.postMessage({ hello: new URL(meta.content, location.href).href, age: performance.now() - knows });
}

function pause() {
  knows = performance.now();
  port.postMessage({ bye: true });
}

function connect() {
  const url = meta.dataset.worker;
  try {
    // Another viewer in the same browser gets another worker, and so a stream under their own rights.
    port = new SharedWorker(url, { name: `live-${meta.dataset.viewer ?? ""}` }).port;
  } catch {
    // No SharedWorker (some phones, some private windows): a stream of this tab's own, while the tab is seen; a
    // browser opens six connections to one address, and streams in hidden tabs would use them up.
    port = new Worker(url);
    document.addEventListener("visibilitychange", () => (document.hidden ? pause() : begin()));
  }
  port.onmessage = hear;
  addEventListener("pagehide", pause);
  addEventListener("pageshow", (event) => event.persisted && begin());
  begin();
}

root.dataset.live = "off";
if (meta) connect();
