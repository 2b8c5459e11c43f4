// What the pages do by themselves: fragments are merged without moving what one looks at or types in.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const NEAR = 80;
  const TAIL = ["row-more", "row-done"];
  let fresh = 0;
  let behind = false;
  let asked = false;

  // Fragments: every element with an id replaces its namesake, if it differs and holds no focus.
  const busy = (element) => element.contains(document.activeElement) || [...element.querySelectorAll("audio, video")].some((player) => !player.paused);
  const same = (one, other) => one.innerHTML === other.innerHTML && one.className === other.className && one.getAttribute("aria-current") === other.getAttribute("aria-current");

  function replace(old, next, made) {
    if (same(old, next) && old.hidden === next.hidden && old.dataset.state === next.dataset.state) return;
    if (busy(old)) return;
    old.replaceWith(next);
    made.push(next);
  }

  function mergeMessage(old, next, made) {
    old.className = next.className;
    for (const part of ["by", "content", "foot", "trouble"]) {
      const before = old.querySelector(`#${CSS.escape(old.id.replace(/^m-/, part + "-"))}`);
      const after = next.querySelector(`#${CSS.escape(old.id.replace(/^m-/, part + "-"))}`);
      if (before && after) replace(before, after, made);
    }
  }

  function mergeLog(log, next, made) {
    const scroller = $("log-scroller");
    const near = Math.abs(scroller.scrollTop) < NEAR;
    const top = scroller.getBoundingClientRect().top;
    const held = [...log.children].find((item) => item.getBoundingClientRect().bottom > top);
    const heldAt = held && held.getBoundingClientRect().top;
    let last = null;
    let added = 0;
    for (const item of [...next.children]) {
      if (item.id === "older") continue;
      const old = $(item.id);
      if (old) {
        if (item.classList.contains("message")) mergeMessage(old, item, made); else replace(old, item, made);
        last = $(item.id);
      } else {
        if (last) last.after(item); else log.append(item);
        last = item;
        made.push(item);
        if (item.hasAttribute("data-inbound")) added += 1;
      }
    }
    if ($("no-messages") && log.children.length > 1) $("no-messages").remove();
    if (near) scroller.scrollTop = 0;
    else if (held) scroller.scrollTop += held.getBoundingClientRect().top - heldAt;
    if (!added) return;
    if (near && !document.hidden) looked(log); else announce(added);
  }

  function announce(added) {
    fresh += added;
    const words = $("jump").querySelector("span");
    if (fresh === 1) words.textContent = words.dataset.one.replace("%(num)s", "1");
    else words.textContent = `${words.dataset.many} (${fresh})`;
    $("jump").hidden = false;
  }

  function looked(log) {
    fresh = 0;
    if ($("jump")) $("jump").hidden = true;
    if (log && log.dataset.seen) send(log.dataset.seen);
  }

  function send(address) {
    const token = document.querySelector("#verb input[name=csrf_token]").value;
    fetch(address, { method: "POST", headers: { "X-CSRFToken": token, "HX-Request": "true" } }).catch(() => {});
  }

  // The list: rows change in place; the order changes only while nobody is at it.
  function mergeList(rows, next, made) {
    const scroller = $("list-scroller");
    const calm = asked || !scroller.matches(":hover") && !scroller.contains(document.activeElement) && scroller.scrollTop < 8;
    const more = [...next.children].some((item) => TAIL.includes(item.id));
    const wanted = [...next.children].filter((item) => !TAIL.includes(item.id));
    const before = [...rows.children].slice(0, wanted.length).map((item) => item.id).join();
    const moved = before !== wanted.map((item) => item.id).join();
    const strange = wanted.filter((item) => !$(item.id)).length;
    for (const item of wanted) {
      const old = $(item.id);
      if (old && !same(old, item)) replaceRow(old, item, made);
    }
    behind = moved && !calm;
    if (!moved) return;
    if (!calm) { newer(Math.max(strange, 1)); return; }
    const kept = new Set(wanted.map((item) => item.id));
    for (const old of [...rows.children]) if (!kept.has(old.id) && !more && !TAIL.includes(old.id)) old.remove();
    for (const item of wanted.reverse()) {
      const old = $(item.id);
      if (!old) made.push(item);
      rows.prepend(old || item);
    }
    asked = false;
    $("newer").hidden = true;
  }

  function replaceRow(old, next, made) {
    const focused = old.contains(document.activeElement);
    const copy = next.cloneNode(true);
    old.replaceWith(copy);
    made.push(copy);
    if (focused) copy.querySelector("a").focus({ preventScroll: true });
  }

  function newer(count) {
    $("newer").textContent = `↑ ${$("newer").dataset.one.replace("#", count)}`;
    $("newer").hidden = false;
  }

  if (window.htmx) {
    htmx.defineExtension("merge", {
      isInlineSwap: (style) => style === "merge",
      handleSwap: (style, target, fragment) => {
        if (style !== "merge") return false;
        const made = [];
        for (const next of [...fragment.children]) {
          const old = $(next.id);
          if (!old) continue;
          if (next.dataset.merge === "log") mergeLog(old, next, made);
          else if (next.dataset.merge === "top") mergeList(old, next, made);
          else replace(old, next, made);
        }
        settle();
        return made;
      },
    });
  }

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.dataset.seen) event.detail.parameters.seen = event.target.dataset.seen;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const seen = event.detail.xhr && event.detail.xhr.getResponseHeader("X-Seen");
    if (seen) event.target.dataset.seen = seen;
    const now = event.detail.xhr && event.detail.xhr.getResponseHeader("X-Now");
    if (behind && event.target.id === "list-poll") delete event.target.dataset.seen;
    if (now) late = Number(now) - Date.now();
  });

  // The window counts down to the instant the server named, by the server's clock.
  let late = $("stopped") ? Number($("stopped").dataset.now) - Date.now() : 0;
  function settle() {
    const composer = $("composer");
    for (const kind of ["text", "note", "template"]) {
      const tab = $(`kind-${kind}`);
      if (tab && composer) tab.toggleAttribute("aria-current", composer.dataset.kind === kind);
    }
    count();
    const waiting = $("count-inbox");
    if (waiting) {
      const number = waiting.hidden ? "" : `(${waiting.firstElementChild.textContent}) `;
      document.title = number + document.title.replace(/^\(\d+\+?\) /, "");
    }
  }

  function count() {
    const strip = $("window");
    const composer = $("composer");
    if (!strip || !composer) return;
    const left = Number(strip.dataset.closes || 0) - (Date.now() + late);
    const shown = strip.querySelector(".left");
    if (shown && left > 0) {
      const minutes = Math.floor(left / 60000);
      const words = minutes >= 60 ? shown.dataset.days : shown.dataset.minutes;
      const text = words.replace(/11|22/g, (part) => part === "11" ? Math.floor(minutes / 60) : minutes % 60);
      if (shown.textContent !== text) shown.textContent = text;
    }
    const over = ["closed", "never"].includes(strip.dataset.state) || left <= 0;
    if (over && composer.dataset.kind === "text" && !composer.dataset.leaving) {
      composer.dataset.leaving = "yes";
      htmx.ajax("GET", strip.dataset.composer, { target: "#composer", swap: "outerHTML" });
    }
  }

  document.addEventListener("htmx:afterSwap", () => settle());
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog" || form.method === "get") return;
    const button = event.submitter || form.querySelector("button.main");
    if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    form.dataset.sent = "yes";
    if (!button) return;
    button.setAttribute("aria-busy", "true");
    const words = button.querySelector("span");
    if (!words || !button.dataset.busy) return;
    button.dataset.words = words.textContent;
    words.textContent = button.dataset.busy;
  }, true);

  // A deed that is refused stays as it was typed; the reason appears in its form.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.target;  // a part of the form may ask for something by itself
    const status = event.detail.xhr.status;
    if (!form.matches("form.deed") || status < 400 || status >= 500 || status === 401) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    event.detail.target = form.querySelector(".refusal");
    event.detail.swapOverride = "innerHTML";
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target;
    const status = event.detail.xhr.status;  // a refusal that is swapped in counts as successful
    if (!form.matches("form.deed") || status >= 200 && status < 400) return;
    delete form.dataset.sent;
    for (const button of [...form.elements].filter((one) => one.hasAttribute("aria-busy"))) {
      button.removeAttribute("aria-busy");
      if (button.dataset.words) button.querySelector("span").textContent = button.dataset.words;
    }
    if (status >= 400 && status < 500) return;
    const said = document.createElement("p");
    said.className = "notice bad";
    said.setAttribute("role", "alert");
    said.textContent = form.dataset.broken;
    form.querySelector(".refusal").replaceChildren(said);
  });

  // Dialogs: a button names the one it opens; what was typed in it stays when it is closed.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) { event.preventDefault(); $(opener.dataset.dialog).showModal(); return; }
    const closer = event.target.closest("dialog [data-close]");
    if (closer) closer.closest("dialog").close();
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) {
      for (const menu of document.querySelectorAll("details:is(.over, .me, .fold)[open]")) if (!menu.contains(event.target)) menu.open = false;
      return;
    }
    if (button.id === "jump") { $("log-scroller").scrollTop = 0; looked($("log")); }
    if (button.id === "newer") {
      asked = true;
      $("list-scroller").scrollTop = 0;
      htmx.trigger($("list-poll"), "now");
    }
    if (button.id === "copy") copy(button, $("kept-text"));
    if (button.dataset.copy) copy(button, $(button.dataset.copy));
    if (button.id === "show") show(button);
  });

  function copy(button, field) {
    field.select();
    const done = () => { button.querySelector("span").textContent = button.dataset.done; };
    if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, () => {});
  }

  function show(button) {
    const field = $("password");
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    button.setAttribute("aria-pressed", String(hidden));
  }

  document.addEventListener("visibilitychange", () => {
    const scroller = $("log-scroller");
    if (!document.hidden && fresh && scroller && Math.abs(scroller.scrollTop) < NEAR) looked($("log"));
  });
  if ($("log-scroller")) $("log-scroller").addEventListener("scroll", () => {
    if (fresh && !document.hidden && Math.abs($("log-scroller").scrollTop) < 8) looked($("log"));
  }, { passive: true });

  if ($("show")) $("show").hidden = false;
  if ($("jump")) $("jump").querySelector("span").dataset.many = $("jump").querySelector("span").textContent;
  settle();
  const wanting = window.innerWidth >= 900 && document.querySelector(".values input:invalid");
  if (wanting) wanting.focus();
  setInterval(count, 1000);
  const chosen = document.querySelector("a.row[aria-current]");
  if (chosen) chosen.scrollIntoView({ block: "nearest" });
  const current = [".side-words", ".filters .chips", ".tabs"].map((row) => `${row} [aria-current]`);
  for (const word of document.querySelectorAll(current)) word.scrollIntoView({ block: "nearest", inline: "center" });
})();
