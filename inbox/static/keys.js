// The keyboard. Letters work only outside fields, and can be turned off in this browser.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const OFF = "letters-off";
  const ENTER = "enter-sends";
  const SECTIONS = { i: "inbox", p: "pipeline", b: "bookings", d: "departures", t: "tasks" };
  let going = 0;

  // What this browser is told of the keys: a box that is ticked while its word is (not) kept.
  function choice(id, word, whenKept) {
    const box = $(id);
    if (!box) return;
    box.checked = (localStorage.getItem(word) !== null) === whenKept;
    box.addEventListener("change", () => {
      if (box.checked === whenKept) localStorage.setItem(word, "yes"); else localStorage.removeItem(word);
    });
  }
  choice("letters", OFF, false);
  choice("enter", ENTER, true);

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input, textarea, select");
    if (sends(event, field)) {
      event.preventDefault();
      const button = field.form.querySelector("button.main");
      if (button && button.type !== "submit") return;  // it stands there to say why not
      if (field.form.reportValidity()) field.form.requestSubmit(button);
      return;
    }
    if (event.key === "Escape") { close(); return; }
    if (field || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (localStorage.getItem(OFF) !== null) return;
    if (act(event)) event.preventDefault();
  });

  // Ctrl Enter everywhere; Enter alone in the composer, where the agent has chosen so.
  function sends(event, field) {
    if (event.key !== "Enter" || event.isComposing || !field || !field.form) return false;
    if (event.ctrlKey || event.metaKey) return true;
    return ["body", "note-body"].includes(field.id) && !event.shiftKey && localStorage.getItem(ENTER) !== null;
  }

  // Where another alphabet is chosen, the key that carries the letter: agents write Russian.
  function pressed(event) {
    if (event.code === "Slash" && (event.key === "." || event.key === ",")) return event.key === "." ? "/" : "?";
    if (event.key.length > 1 || event.key.charCodeAt(0) < 128) return event.key;
    const at = /^Key([A-Z])$/.exec(event.code);
    return at && !event.shiftKey ? at[1].toLowerCase() : event.key;
  }

  // Escape closes what is on top and goes back to what opened it; a dialog does so by itself.
  function close() {
    if (document.querySelector("dialog[open]")) return;
    for (const menu of document.querySelectorAll("details[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
    if (document.body.classList.contains("side-open")) press("head-person"); // the second press closes it
  }

  function act(event) {
    const key = pressed(event);
    if (Date.now() - going < 1500 && SECTIONS[key]) return section(SECTIONS[key]);
    going = key === "g" ? Date.now() : 0;
    if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
    if (key === "/") return $("search") && $("search").offsetParent ? focus("search") : follow(document.querySelector(".bar .find"));
    if (key === "?") { $("keys").showModal(); return true; }
    if (key === "u") return follow($("head-back"));
    if (key === "a") return menu("assign");
    if (key === "i") return press("assign-me");
    if (key === "e") return press("finish");
    if (key === "m") return kind("text", "body");
    if (key === "n") return kind("note", "note-body");
    if (key === "t") return kind("template", "template-form");
    if (key === "h") return press("place-hold");
    if (key === "b") return follow($("open-booking"));
    return false;
  }

  function section(name) {
    going = 0;
    return follow(document.querySelector(`.sections [data-section="${name}"]`));
  }

  function follow(link) {
    if (!link) return false;
    location.assign(link.href);
    return true;
  }

  function press(id) {
    const button = $(id);
    if (button) button.click();
    return Boolean(button);
  }

  // Of a template what is still to be filled in, else its button.
  function focus(id) {
    const field = id === "template-form" ? document.querySelector("#template-form :is(.values input:invalid, button.main)") : $(id);
    if (field) field.focus();
    return Boolean(field);
  }

  function menu(id) {
    const found = $(id);
    if (!found) return false;
    found.open = true;
    const first = found.querySelector(".menu button, .menu a");
    if (first) first.focus();
    return true;
  }

  // The kind of answer; where it is chosen already, its field.
  function kind(name, field) {
    if ($("composer") && $("composer").dataset.kind === name) return field ? focus(field) : true;
    if (!press(`kind-${name}`)) return false;
    if (field) document.addEventListener("htmx:afterSettle", function arrived() {
      if (!$("composer") || $("composer").dataset.kind !== name) return;  // another fragment came first
      document.removeEventListener("htmx:afterSettle", arrived);
      focus(field);
    });
    return true;
  }

  function step(by) {
    const rows = [...document.querySelectorAll("a.row")];
    if (!rows.length) return false;
    const at = rows.indexOf(document.activeElement) >= 0 ? rows.indexOf(document.activeElement) : rows.findIndex((row) => row.hasAttribute("aria-current"));
    rows[Math.min(rows.length - 1, Math.max(0, at + by))].focus();
    return true;
  }
})();
