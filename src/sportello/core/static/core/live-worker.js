// One event stream for all tabs of a browser (as a SharedWorker), or for one tab (as a dedicated Worker).
// A tab says {hello: url, age} and {bye: true}; it hears {state: "on" | "off"} and {topic, detail}.
"use strict";

const SLACK = 1000; // ms between something happening and its message, both ways
const REST = 3000; // ms for which the stream waits for the next page of the same browser
const MEMORY = 300;

const tabs = new Set();
let recent = []; // {at, message}: for a tab whose page is older than its hello
let completeSince = Infinity;
let source = null;
let address = "";
let state = "off";
let lostAt = 0;
let wait = 1000;

function tell(message) {
  for (const tab of tabs) tab.postMessage(message);
}

function setState(next) {
  if (state === next) return;
  state = next;
  if (state === "off") lostAt = performance.now();
  tell({ state });
}

function open(age) {
  completeSince = Math.min(completeSince, performance.now() - age);
  source = new EventSource(`${address}?age=${Math.round(age)}`);
  source.onopen = () => {
    wait = 1000;
    setState("on");
  };
  source.onmessage = (event) => {
    const message = JSON.parse(event.data);
    recent.push({ at: performance.now(), message });
    if (recent.length > MEMORY) completeSince = recent.shift().at;
    tell(message);
  };
  source.onerror = () => {
    setState("off");
    // A refusal (signed out, too many streams, a proxy's error page) closes the stream for good; a loss does not.
    if (source.readyState === EventSource.CLOSED) setTimeout(reopen, wait);
  };
}

function reopen() {
  if (!source || source.readyState !== EventSource.CLOSED) return;
  wait = Math.min(wait * 2, 60000);
  open(performance.now() - lostAt);
}

function close() {
  if (tabs.size || !source) return;
  source.close();
  source = null;
  recent = [];
  completeSince = Infinity;
  state = "off";
}

function welcome(tab, { hello, age }) {
  tabs.add(tab);
  if (!source) {
    address = hello;
    lostAt = performance.now() - age;
    open(age);
    return;
  }
  tab.postMessage({ state });
  const since = performance.now() - age - SLACK;
  if (since < completeSince) tab.postMessage({ topic: "resync", detail: {} });
  else for (const { at, message } of recent) if (at >= since) tab.postMessage(message);
}

function attach(tab) {
  tab.onmessage = ({ data }) => {
    if (data.hello) {
      welcome(tab, data);
    } else if (data.bye) {
      tabs.delete(tab);
      setTimeout(close, REST);
    }
  };
}

if ("onconnect" in self) self.onconnect = ({ ports: [port] }) => attach(port);
else attach(self);
