// Copying the bank details: everything works without it, the button appears with it.
"use strict";
for (const button of document.querySelectorAll("[data-copies]")) {
  if (!navigator.clipboard) break;
  const card = button.closest("section");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const parts = [...card.querySelectorAll("[data-copy]")].map((part) => part.textContent.trim());
    await navigator.clipboard.writeText(parts.join("\n"));
    button.querySelector("span").textContent = card.dataset.copied;
  });
}
