// Tasks are settled where they stand: at once, or by a form that opens over the list.
(() => {
  "use strict";
  const dialog = document.getElementById("task-dialog");
  if (!dialog || !window.htmx) return;

  function ask(link) {
    dialog.replaceChildren();
    htmx.ajax("GET", link.getAttribute("href"), { target: dialog, swap: "innerHTML" }).then(() => {
      if (dialog.childElementCount) dialog.showModal(); else location.reload();
    });
  }

  document.addEventListener("click", (event) => {
    const asks = event.target.closest("a[data-asks]");
    if (asks && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      ask(asks);
    } else if (event.target.closest("#task-dialog [data-leave]")) {
      event.preventDefault();
      dialog.close();
    }
  });

  // What a button settles at once is sent by htmx, too, so that a refusal appears in its task.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target.id !== "verb" || !button || !button.closest("#tasks")) return;
    event.preventDefault();
    const task = button.closest(".task") || button.closest(".card").querySelector(".task");
    const values = { csrf_token: event.target.elements.csrf_token.value, key: button.value };
    const place = task.querySelector(".refusal");
    htmx.ajax("POST", button.getAttribute("formaction"), { source: button, target: place, swap: "innerHTML", values });
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const status = event.detail.xhr.status;
    if (!event.target.matches("#tasks .refusal") || status < 400 || status >= 500) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const button = event.detail.elt;
    if (!button.matches("#tasks button") || event.detail.successful) return;
    delete document.getElementById("verb").dataset.sent;
    button.removeAttribute("aria-busy");
    if (button.dataset.words) button.querySelector("span").textContent = button.dataset.words;
  });
})();
