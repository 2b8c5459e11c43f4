// Bookings: the panel of a sale beside the chat, and small things of a booking's page.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const panel = () => document.querySelector("dialog.panel[open]");

  // A panel that was filled in already opens as it was left.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-panel]");
    const kept = opener && $(opener.dataset.panel);
    if (!opener || event.ctrlKey || event.metaKey) return;
    if (opener.offsetParent === null) { event.preventDefault(); event.stopPropagation(); location.assign(opener.href); return; }
    if (!kept || !kept.querySelector("form")) return;
    event.preventDefault();
    event.stopPropagation();
    kept.show();
    const way = new URL(opener.href).searchParams.get("way") || "hold";
    const choice = kept.querySelector(`input[name=way][value=${way}]`);
    if (choice && !choice.checked) choice.click();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel() || document.querySelector("dialog:modal")) return;
    panel().close();
    if ($("place-hold")) $("place-hold").focus();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener && opener.closest("details[open]")) opener.closest("details[open]").open = false;
    if (opener && $(opener.dataset.dialog).dataset.wait) waits($(opener.dataset.dialog));
    const button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    const done = () => { button.querySelector("span").textContent = button.dataset.done; };
    navigator.clipboard.writeText(button.dataset.copy).then(done, () => {});
  });

  // Until the form that was asked for is there, no other one can be taken for it.
  function waits(dialog) {
    const said = document.createElement("p");
    said.id = "ask-title";
    said.className = "quiet-text";
    said.textContent = dialog.dataset.wait;
    dialog.replaceChildren(said);
  }

  // The refusal of a button far down the page stands at its head.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.closest && event.target.closest("#act")) event.target.scrollIntoView({ block: "center" });
  });
})();
