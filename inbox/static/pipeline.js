// The board: arrows choose a card, Shift and an arrow move it, or it is dragged; each sends its form.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const board = $("board");
  const STAGES = [...board.querySelectorAll(".stage")].map((stage) => stage.dataset.stage);
  const shown = (card) => card.offsetParent !== null;
  const cardsOf = (stage) => [...stage.querySelectorAll(".lead")];

  function choose(card) {
    card.querySelector(".opens").focus();
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // Losing a lead and going back want a reason: their form is asked for. Nobody moves to won.
  function step(card, to) {
    const form = card.querySelector("form.step");
    const before = card.dataset.stage;
    if (!form || !to || to === before) return;
    $("cannot").hidden = to !== "won";
    if (to === "won") { $("cannot").textContent = $("cannot").dataset.won; return; }
    if (to === "lost" || STAGES.indexOf(to) < STAGES.indexOf(before)) {
      const address = new URL(card.querySelector("a.asks").href);
      address.searchParams.set("to", to);
      window.ask(address.pathname + address.search);
      return;
    }
    form.elements.to.value = to;
    form.requestSubmit();
  }

  board.addEventListener("keydown", (event) => {
    const card = event.target.closest(".lead");
    if (!card || !event.target.matches(".opens") || event.ctrlKey || event.metaKey || event.altKey) return;
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const along = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!across && !along) return;
    event.preventDefault();
    const stage = card.closest(".stage");
    const at = cardsOf(stage).indexOf(card);
    if (across && event.shiftKey) {
      const to = STAGES[STAGES.indexOf(stage.dataset.stage) + across];
      step(card, to === "won" && stage.dataset.stage === "lost" ? "contacted" : to);
    } else if (across) {
      let next = stage;
      do next = across < 0 ? next.previousElementSibling : next.nextElementSibling;
      while (next && !cardsOf(next).some(shown));
      if (next) choose(cardsOf(next)[Math.min(at, cardsOf(next).length - 1)]);
    } else {
      const next = cardsOf(stage)[at + along];
      if (next) choose(next);
    }
  });

  let held = null;
  board.addEventListener("dragstart", (event) => {
    held = event.target.closest && event.target.closest(".lead[draggable]");
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.id);
    held.querySelector(".opens").focus({ preventScroll: true });  // what is focused is not replaced
    requestAnimationFrame(() => held && held.classList.add("held"));
  });
  board.addEventListener("dragover", (event) => {
    const stage = event.target.closest(".stage");
    if (!held || !stage || stage.dataset.stage === held.dataset.stage) return;
    event.preventDefault();
    for (const other of board.querySelectorAll(".over-it")) if (other !== stage) other.classList.remove("over-it");
    const words = stage.querySelector(".drop");
    words.textContent = words.dataset.words.replace("#", held.dataset.name);
    stage.classList.add("over-it");
  });
  board.addEventListener("dragleave", (event) => {
    const stage = event.target.closest(".stage");
    if (stage && !stage.contains(event.relatedTarget)) stage.classList.remove("over-it");
  });
  board.addEventListener("drop", (event) => {
    const stage = event.target.closest(".stage");
    if (!held || !stage) return;
    event.preventDefault();
    step(held, stage.dataset.stage);
  });
  board.addEventListener("dragend", () => {
    for (const stage of board.querySelectorAll(".over-it")) stage.classList.remove("over-it");
    if (held) held.classList.remove("held");
    held = null;
  });

  // A column that was read on keeps its cards: the fragments only know its first page.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const more = event.target.closest && event.target.closest(".more-cards");
    if (more) more.parentElement.removeAttribute("id");
  });

  const chosen = document.querySelector(".stage-switch [aria-current]");
  if (chosen) chosen.scrollIntoView({ block: "nearest", inline: "center" });

  $("filters").addEventListener("change", () => $("filters").requestSubmit());
  $("show-filters").hidden = true;

  // What was moved is chosen again and told: the words come late, so that they are read aloud.
  const lead = $("said").dataset.lead;
  if (lead) {
    const card = $(`lead-${lead}`);
    if (card) choose(card);
    setTimeout(() => { $("said").textContent = $("said").dataset.words; }, 300);
    const address = new URL(location);
    address.searchParams.delete("moved");
    history.replaceState(null, "", address);
  }
})();
