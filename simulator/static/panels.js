/* The panels beside the phone: the wire, the faults, the list of clients. */
"use strict";

function wireLine(entry) {
  const line = made("li");
  const good = entry.status >= 200 && entry.status < 400;
  const failed = { ct: "refused", rt: "no answer" }[entry.failure];
  line.append(made("span", good ? "ok" : "bad", entry.status || "—"));
  line.append(made("span", "verb", wireVerb(entry)));
  const said = [["status", "file"].includes(entry.kind) ? entry.label : "", entry.text ? `“${entry.text}”` : "", failed, entry.error_code,
    entry.attempt > 1 ? `attempt ${entry.attempt}` : "", (entry.faults || []).join(", ")];
  const words = made("span", "said", said.filter(Boolean).join(" · "));
  words.title = words.textContent;
  line.append(words);
  const at = new Date(entry.at).toLocaleTimeString("en-GB");
  line.append(made("span", "when", `${at}, ${Math.round(entry.duration_ms)} ms`));
  return line;
}

function wireVerb(entry) {
  if (entry.kind === "inbound") return "→ message";
  if (entry.kind === "status") return "→ report";
  if (entry.kind === "file") return "→ fetch file";
  const path = entry.path || "";
  if (path.includes("/Media")) return "← fetch file";
  if (path.includes("/Messages")) return entry.method === "POST" ? "← send" : "← look up";
  return "← template";
}

function drawWire(lines) {
  document.getElementById("quiet").hidden = lines.length > 0;
  document.getElementById("wire").replaceChildren(...lines.map(wireLine));
}

function inForce(faults, name) {
  return faults.find((fault) => fault.name === name && fault.next !== 0);
}

/* Show which faults are in force, but never change a control that is being used. */
function drawFaults(faults, options) {
  for (const box of document.querySelectorAll("[data-fault]")) {
    box.checked = Boolean(inForce(faults, JSON.parse(box.dataset.fault).name));
  }
  document.getElementById("receipts").checked = options.read_receipts;
  const fails = document.getElementById("fails");
  const callbacks = document.getElementById("callbacks");
  const failing = inForce(faults, "fail");
  if (document.activeElement !== fails) fails.value = failing ? failing.code : "";
  const names = [...callbacks.options].map((option) => option.value);
  const styled = names.find((name) => name && inForce(faults, name));
  if (document.activeElement !== callbacks) callbacks.value = styled || "";
}

function phoneLabel(phone) {
  const number = phone.address.replace("whatsapp:", "");
  return phone.name ? `${phone.name} · ${number}` : number;
}

function drawPhones(phones, chosen) {
  const select = document.getElementById("phones");
  const wanted = JSON.stringify([phones.map(phoneLabel), chosen]);
  if (select.dataset.shown === wanted || document.activeElement === select) return;
  select.dataset.shown = wanted;
  select.replaceChildren(...phones.map((phone) => {
    const option = made("option", "", phoneLabel(phone));
    option.value = phone.address;
    option.selected = phone.address === chosen;
    return option;
  }));
  select.hidden = phones.length === 0;
}
