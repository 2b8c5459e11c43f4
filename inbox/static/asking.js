// A link with the class `asks` fetches its form into the page's dialog; focus returns to the link.
(() => {
  "use strict";
  const dialog = document.getElementById("asking");

  window.ask = (address) => htmx.ajax("GET", address, { target: "#asking-body", swap: "innerHTML" });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.asks");
    if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    window.ask(link.href);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "asking-body" || dialog.open) return;
    dialog.showModal();
    const first = dialog.querySelector("form.deed :is(input:not([type=hidden]), select, textarea)");
    if (first) first.focus();
  });
  // A form inside what is refreshed has no token of its own: it would never be the same twice.
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target.closest("form.deed");
    if (!form || form.elements.csrf_token) return;
    event.detail.headers["X-CSRFToken"] = document.querySelector("#verb input[name=csrf_token]").value;
  });

  // What could not be fetched is opened as a page: that says why.
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.target && event.detail.target.id === "asking-body") location.assign(event.detail.pathInfo.requestPath);
  });
})();
