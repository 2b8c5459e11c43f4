// One conversation: the file that goes with a message, saved replies, and notes not saved yet.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const MEGABYTE = 1024 * 1024;

  // The file: named below the text; what WhatsApp would not take is said before it is sent.
  function attached() {
    const file = $("file") && $("file").files[0];
    if (!$("attached")) return;
    $("attached").hidden = !file;
    $("body").required = !file;
    $("attached-refused").hidden = true;
    $("text-form").querySelector(".refusal").replaceChildren();
    if (!file) return;
    $("attached").querySelector("span").textContent = file.name;
    const most = file.type.startsWith("image/") ? $("file").dataset.mostPicture : $("file").dataset.most;
    if (file.size <= most * MEGABYTE) return;
    const words = $("attached-refused");
    words.textContent = words.dataset.words.replace("##", most).replace("#", (file.size / MEGABYTE).toFixed(1));
    words.hidden = false;
    detach();
  }

  function detach() {
    $("file").value = "";
    $("attached").hidden = true;
    $("body").required = true;
  }

  document.addEventListener("change", (event) => { if (event.target.id === "file") attached(); });
  document.addEventListener("paste", (event) => {
    if (event.target.id !== "body" || !event.clipboardData.files.length) return;
    event.preventDefault();
    $("file").files = event.clipboardData.files;
    attached();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.id === "detach") { detach(); $("body").focus(); }
    if (button.id === "replies-open") $("replies").showModal();
    if (button.dataset.reply) put(button.querySelector(".reply-body").textContent);
  });

  // The client is a drawer where there is no third column, and a page of its own on phones.
  document.addEventListener("click", (event) => {
    const person = event.target.closest("#head-person");
    if (person && window.innerWidth >= 900) {
      event.preventDefault();
      const open = document.body.classList.toggle("side-open");
      const side = $("side-column");
      side.tabIndex = -1;
      (open ? side : person).focus();
    } else if (!event.target.closest(".side-column, dialog")) document.body.classList.remove("side-open");
  });

  // Saved replies: `;` where a word would begin opens them; the chosen one is put in at the caret.
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "body" || event.key !== ";" || !$("replies-open")) return;
    const before = event.target.value.slice(0, event.target.selectionStart);
    if (before && !/\s$/.test(before)) return;
    event.preventDefault();
    $("replies-open").click();
  });

  function put(text) {
    const body = $("body");
    $("replies").close();
    body.focus();
    body.setRangeText(text, body.selectionStart, body.selectionEnd, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("input", (event) => {
    if (event.target.id === "find-reply") {
      const wanted = event.target.value.toLocaleLowerCase();
      for (const one of document.querySelectorAll("#replies-list [data-reply]")) one.parentElement.hidden = !one.textContent.toLocaleLowerCase().includes(wanted);
    }
    if (event.target.id === "find-offer") {
      const wanted = event.target.value.toLocaleLowerCase();
      for (const one of document.querySelectorAll(".offers .offer")) one.hidden = !one.textContent.toLocaleLowerCase().includes(wanted);
    }
    if (event.target.id === "note-body") keep(event.target.value);
  });

  // A note outlives a change of the composer, and leaves once it stands in the log.
  const place = () => `note:${$("composer").dataset.conversation}`;
  function keep(text) {
    if (text.trim()) sessionStorage.setItem(place(), text); else sessionStorage.removeItem(place());
  }

  function bring() {
    const kept = $("composer") && sessionStorage.getItem(place());
    if (!kept) return;
    const saved = [...document.querySelectorAll("#log .team-note .said-text")].slice(-3);
    if (saved.some((one) => one.textContent.trim() === kept.trim())) { keep(""); return; }
    if ($("note-body") && !$("note-body").value) $("note-body").value = kept;
  }
  document.addEventListener("htmx:afterSwap", bring);
  bring();
})();
