// What is typed is kept on the server after a pause; the browser's own memory is the net beneath it.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const PAUSE = 1000; // of the keys, before it is saved
  const LATEST = 3000; // who types on and on is seen typing all the same
  const AGAIN = 5000; // after a save that failed
  let timer = 0;
  let since = 0;
  let silent = 0;

  // A draft belongs to one conversation, whose address its composer carries.
  const place = () => `draft:${$("composer").dataset.conversation}`;
  const sent = () => `sent:${place()}`;
  const plain = (text) => text.replace(/\s+/g, " ").trim();

  function typed() {
    sessionStorage.removeItem(sent());
    sessionStorage.setItem(place(), $("body").value);
    since = since || Date.now();
    later(Math.min(PAUSE, Math.max(0, since + LATEST - Date.now())));
  }

  function later(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  }

  function save() {
    clearTimeout(timer);
    timer = since = 0;
    const composer = $("composer");
    const body = $("body");
    if (!composer || !body || !composer.dataset.draft || body.form.dataset.sent) return;
    const at = place();
    const text = body.value;
    const fields = new URLSearchParams({ body: text, key: body.form.elements.key.value });
    const token = body.form.elements.csrf_token.value;
    fetch(composer.dataset.draft, { method: "POST", body: fields, keepalive: true, headers: { "X-CSRFToken": token, "HX-Request": "true" } })
      .then((answer) => {
        if (answer.ok && sessionStorage.getItem(at) === text) sessionStorage.removeItem(at);
        if (answer.status >= 500) later(AGAIN);
      })
      .catch(() => later(AGAIN));
  }

  // What this browser could not save is newer than what the server has.
  function bring() {
    if (!$("composer")) return;
    if (arrived()) sessionStorage.removeItem(place());
    const draft = sessionStorage.getItem(place());
    if (draft === null) return;
    if ($("body") && $("body").value !== draft) {
      $("body").value = draft;
      later(PAUSE);
    }
    if ($("kept") && draft.trim()) {
      $("kept-text").value = draft;
      $("kept").hidden = false;
    }
  }

  // A sent draft leaves only once it stands in the log: a line that broke loses no text.
  function arrived() {
    const draft = plain(sessionStorage.getItem(place()) || "");
    const ours = [...document.querySelectorAll("#log .ours .said-text")].slice(-5);
    return draft && sessionStorage.getItem(sent()) === "yes" && ours.some((item) => plain(item.textContent) === draft);
  }

  // The other one's strip goes when they have been silent for long enough.
  function listen() {
    const words = document.querySelector("#typing [data-left]");
    if (!words || words.dataset.heard) return;
    words.dataset.heard = "yes";
    clearTimeout(silent);
    silent = setTimeout(() => { if (words.isConnected) $("typing").hidden = true; }, words.dataset.left * 1000);
  }

  document.addEventListener("input", (event) => { if (event.target.id === "body") typed(); });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.id !== "text-form") return;
    clearTimeout(timer);
    sessionStorage.setItem(place(), $("body").value);
    sessionStorage.setItem(sent(), "yes");
  }, true);
  document.addEventListener("visibilitychange", () => { if (document.hidden && timer) save(); });
  window.addEventListener("pagehide", () => { if (timer) save(); });
  document.addEventListener("htmx:afterSwap", () => { bring(); listen(); });
  if ($("composer")) { bring(); listen(); }
})();
