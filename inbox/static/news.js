// A notification and a short sound for what concerns the agent. Switched on in each browser by itself.
(() => {
  "use strict";
  const SWITCH = "news";
  const SEEN = "news-seen";
  const KEPT = 200; // keys of what was shown, the last so many
  const $ = (id) => document.getElementById(id);
  const part = $("news-look");
  const button = $("news-switch");
  if (!part || !button || !window.Notification || !window.htmx) return;

  const isOn = () => localStorage.getItem(SWITCH) === "on" && Notification.permission === "granted";
  const seen = () => JSON.parse(localStorage.getItem(SEEN) || "null");
  const remember = (keys) => localStorage.setItem(SEEN, JSON.stringify(keys.slice(-KEPT)));

  function follow() {
    button.hidden = false;
    button.querySelector("span").textContent = isOn() ? button.dataset.on : button.dataset.off;
    if (isOn()) part.dataset.live = "conversations tasks"; else delete part.dataset.live;
    if (isOn()) htmx.trigger(part, "now");
  }

  button.addEventListener("click", async () => {
    if (isOn()) { localStorage.removeItem(SWITCH); localStorage.removeItem(SEEN); follow(); return; }
    const answer = await Notification.requestPermission();
    $("news-blocked").hidden = answer === "granted";
    if (answer !== "granted") return;
    localStorage.setItem(SWITCH, "on");
    sound();
    follow();
  });

  // What was there when it was switched on is known; the rest is told once, whatever the number of tabs.
  function tell() {
    if (!isOn()) return;
    const items = [...$("news").children].map((item) => item.dataset);
    const known = seen();
    const fresh = items.filter((item) => !(known || []).includes(item.key));
    if (!fresh.length && known) return;
    remember([...(known || []), ...fresh.map((item) => item.key)]);
    if (!known) return;
    const unseen = fresh.filter((item) => !isBefore(item));
    if (unseen.length) sound();
    for (const item of unseen.reverse()) show(item);
  }

  // The agent is looking at it just now.
  function isBefore(item) {
    return !document.hidden && document.hasFocus() && location.pathname === item.address;
  }

  function show(item) {
    try {
      const shown = new Notification(item.title, { body: item.text, tag: item.key, silent: true, lang: document.documentElement.lang });
      shown.onclick = () => { window.focus(); shown.close(); location.assign(item.address); };
    } catch { /* a phone's browser has none for pages; the sound was heard */ }
  }

  // Two notes, a third of a second; browsers allow it once the page was touched.
  let speaker = null;
  function sound() {
    speaker = speaker || new AudioContext();
    if (speaker.state === "suspended") speaker.resume().catch(() => {});
    [660, 880].forEach((pitch, place) => {
      const note = speaker.createOscillator();
      const loud = speaker.createGain();
      const at = speaker.currentTime + place * 0.14;
      note.frequency.value = pitch;
      loud.gain.setValueAtTime(0.0001, at);
      loud.gain.exponentialRampToValueAtTime(0.12, at + 0.02);
      loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.18);
      note.connect(loud).connect(speaker.destination);
      note.start(at);
      note.stop(at + 0.2);
    });
  }

  document.addEventListener("htmx:afterSwap", (event) => { if (event.target === part) tell(); });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.target === part) tell(); });
  window.addEventListener("storage", (event) => { if (event.key === SWITCH) follow(); });
  follow();
})();
