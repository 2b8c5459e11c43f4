// One stream names what has changed; the parts of the page that show it ask for themselves again.
(() => {
  "use strict";
  const OFTEN = 1000; // a part looks once in so long
  const SPREAD = 1000; // told to look at everything, pages do so at different moments
  const PATIENCE = 3000; // a stream that is gone for less is nobody's business
  const INSTEAD = 10000; // without it the page looks by itself
  const SILENCE = 40000; // the stream says every 15 s that it lives
  const ANYHOW = 60000; // what only time changes, and what was lost on the way

  const line = document.getElementById("stopped");
  const address = document.querySelector("meta[name=live]");
  if (!line || !address || !window.EventSource || !window.htmx) return;

  let stream = null;
  let silent = 0;
  let patience = 0;
  let instead = 0;
  const failed = new Set();
  const missed = new Set();
  const looks = new WeakMap();

  const parts = () => document.querySelectorAll("[data-live]");

  function concerns(part, topic, id) {
    if (!part.dataset.live.split(/\s+/).includes(topic)) return false;
    return !id || !part.dataset.liveId || part.dataset.liveId === id;
  }

  // What a page tells its agent while nobody sees it is marked as unseen.
  const rests = (part) => document.hidden && !("unseen" in part.dataset);

  // At once, then at most once a second; a page that nobody sees looks when it is seen again.
  function look(part, atLeast = 0) {
    if (rests(part)) { missed.add(part); return; }
    const before = looks.get(part) || { at: 0, waits: false };
    if (before.waits) return;
    const at = Math.max(Date.now() + atLeast, before.at + OFTEN);
    looks.set(part, { at, waits: true });
    setTimeout(() => {
      looks.set(part, { at, waits: false });
      if (rests(part)) missed.add(part);
      else if (part.isConnected) htmx.trigger(part, "now");
    }, Math.max(0, at - Date.now()));
  }

  function lookAtEverything(atLeast = 0) {
    for (const part of parts()) look(part, atLeast);
  }

  function heard(event) {
    alive();
    for (const words of event.data.split("\n")) {
      const [topic, id] = words.split(" ");
      if (topic === "everything") lookAtEverything(Math.random() * SPREAD);
      else for (const part of parts()) if (concerns(part, topic, id)) look(part);
    }
  }

  function connect() {
    if (stream) stream.close();
    stream = new EventSource(address.content, { withCredentials: true });
    stream.onmessage = heard;
    stream.onopen = alive;
    stream.onerror = doubt;
    stream.addEventListener("beat", alive);
    silence();
  }

  function alive() {
    clearTimeout(patience);
    patience = 0;
    silence();
    settle();
  }

  // A line can be dead without anybody saying so.
  function silence() {
    clearTimeout(silent);
    silent = setTimeout(() => { doubt(); connect(); }, SILENCE);
  }

  function doubt() {
    if (!patience) patience = setTimeout(settle, PATIENCE);
  }

  const broken = () => stream.readyState !== EventSource.OPEN;

  // The thin line, and looking every ten seconds, while either the stream or a look is broken.
  function settle() {
    const stopped = broken() || failed.size > 0;
    line.hidden = !stopped;
    if (stopped && !instead) instead = setInterval(insteadOfIt, INSTEAD);
    if (stopped) return;
    clearInterval(instead);
    instead = 0;
  }

  function insteadOfIt() {
    if (stream.readyState === EventSource.CLOSED) connect();
    lookAtEverything();
  }

  document.addEventListener("htmx:afterRequest", (event) => {
    const part = event.target;
    if (!part.dataset || !part.dataset.live) return;
    if (event.detail.successful || event.detail.xhr.status === 401) failed.delete(part); else failed.add(part);
    for (const one of failed) if (!one.isConnected) failed.delete(one);
    if (failed.size || !patience && !broken()) settle();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    for (const part of missed) if (part.isConnected) look(part);
    missed.clear();
  });
  window.addEventListener("online", connect);
  window.addEventListener("pagehide", () => stream.close());
  setInterval(lookAtEverything, ANYHOW);
  connect();
  doubt();
})();
