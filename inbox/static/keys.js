// The keyboard. Letters work only outside fields, and can be turned off in this browser.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const OFF = "letters-off";
  const SECTIONS = { i: "inbox", p: "pipeline", b: "bookings", d: "departures", t: "tasks" };
  let going = 0;

  const letters = $("letters");
  if (letters) {
    letters.checked = localStorage.getItem(OFF) === null;
    letters.addEventListener("change", () => {
      if (letters.checked) localStorage.removeItem(OFF); else localStorage.setItem(OFF, "yes");
    });
  }

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input, textarea, select");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field && field.form) {
      event.preventDefault();
      if (field.form.reportValidity()) field.form.requestSubmit(field.form.querySelector("button.main"));
      return;
    }
    if (event.key === "Escape") { close(); return; }
    if (field || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (localStorage.getItem(OFF) !== null) return;
    if (act(event)) event.preventDefault();
  });

  // Escape closes what is on top and goes back to what opened it; a dialog does so by itself.
  function close() {
    if (document.querySelector("dialog[open]")) return;
    for (const menu of document.querySelectorAll("details[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
    if (document.body.classList.contains("side-open")) press("head-person"); // the second press closes it
  }

  function act(event) {
    if (Date.now() - going < 1500 && SECTIONS[event.key]) return section(SECTIONS[event.key]);
    going = event.key === "g" ? Date.now() : 0;
    if (event.key === "j" || event.key === "k") return step(event.key === "j" ? 1 : -1);
    if (event.key === "/") return $("search") && $("search").offsetParent ? focus("search") : follow(document.querySelector(".bar .find"));
    if (event.key === "?") { $("keys").showModal(); return true; }
    if (event.key === "u") return follow($("head-back"));
    if (event.key === "a") return menu("assign");
    if (event.key === "i") return press("assign-me");
    if (event.key === "e") return press("finish");
    if (event.key === "m") return kind("text", "body");
    if (event.key === "n") return kind("note", "note-body");
    if (event.key === "t") return kind("template");
    if (event.key === "h") return press("place-hold");
    if (event.key === "b") return follow($("open-booking"));
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

  function focus(id) {
    const field = $(id);
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
    if (field) document.addEventListener("htmx:afterSettle", () => focus(field), { once: true });
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
