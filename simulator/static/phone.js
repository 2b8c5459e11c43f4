/* The page's life: it asks for the state once a second and sends what the visitor does. */
"use strict";

const log = document.getElementById("messages");
const text = document.getElementById("text");
const drawn = new Map();
let stick = true;
let height = 0;
let lead = 0;
let chosen = localStorage.getItem("phone") || "";
let version = "";
let messages = [];
let replyTo = null;

async function control(path, body, method = "POST") {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`/control/${path}`, { method, headers, body: body && JSON.stringify(body) });
  return answer.json();
}

async function write(wanted) {
  if (!chosen) return document.getElementById("inventing").showModal();
  const context = replyTo ? { reply_to: replyTo.sid } : {};
  quote(null);
  await control("inbound", { from: chosen, wait: false, ...context, ...wanted });
  stick = true;
  keepAtEnd();
  return look();
}

function quote(message) {
  replyTo = message;
  document.getElementById("quote").hidden = !message;
  document.getElementById("quoted").textContent = message ? summary(message) : "";
  if (message) text.focus();
}

const actions = {
  answer: quote,
  press(message, button) {
    const row = button.type === "LIST";
    write(row
      ? { kind: "list", list_id: button.id, list_title: button.title, reply_to: message.sid }
      : { kind: "button", button_text: button.title, button_payload: button.id, reply_to: message.sid });
  },
};

/* When the phone got it: what was sent before may come after. */
function arrival(message) {
  const step = message.history.find((one) => one.status === "delivered");
  return step ? step.at : message.created_at;
}

/* A scroll that came from new content is not the reader's. */
log.addEventListener("scroll", () => {
  if (log.scrollHeight === height) stick = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
});

function keepAtEnd() {
  if (stick) log.scrollTop = log.scrollHeight;
  height = log.scrollHeight;
}

/* Only what changed is drawn again; the scroll stays unless it stood at the end. */
function drawMessages() {
  const arrived = messages.filter((message) => message.arrived)
    .sort((one, other) => arrival(one).localeCompare(arrival(other)));
  const lastAnswer = arrived.map((message) => message.direction).lastIndexOf("outbound");
  const sids = new Set(arrived.map((message) => message.sid));
  for (const [sid, old] of drawn) {
    if (!sids.has(sid)) { old.item.remove(); drawn.delete(sid); }
  }
  arrived.forEach((message, index) => {
    const answeredLater = index < lastAnswer;
    const today = dayOf(message.created_at) === dayOf(here());
    const face = JSON.stringify([message.body, message.answered, message.media.length, answeredLater, today]);
    const old = drawn.get(message.sid);
    if (old && old.face === face) return;
    const item = drawMessage(message, messages, answeredLater, today, actions);
    if (old) old.item.replaceWith(item); else log.append(item);
    drawn.set(message.sid, { face, item });
  });
  document.getElementById("none").hidden = arrived.length > 0;
  keepAtEnd();
}

/* The simulator's time, which a demo may have moved ahead of this browser's. */
function here() {
  return new Date(Date.now() + lead);
}

function drawTime() {
  const at = here();
  document.getElementById("time").textContent = `${dayOf(at)}, ${clockTime(at)}`;
}

async function look() {
  let state;
  try {
    state = await (await fetch(`/control/page?phone=${encodeURIComponent(chosen)}&version=${version}`)).json();
    document.getElementById("lost").hidden = true;
  } catch {
    document.getElementById("lost").hidden = false;
    return;
  }
  keepAtEnd();
  if (state.now) lead = Date.parse(state.now) - Date.now();
  drawTime();
  if (state.unchanged) return;
  if (!state.phones.some((phone) => phone.address === chosen) && state.phones.length) {
    return choose(state.phones[0].address);
  }
  version = state.version;
  messages = state.messages;
  const phone = state.phones.find((one) => one.address === chosen);
  document.getElementById("who").textContent = (phone && (phone.name || phone.address.replace("whatsapp:", ""))) || "the client";
  drawPhones(state.phones, chosen);
  drawMessages();
  drawWire(state.wire);
  drawFaults(state.faults, state.options);
}

function choose(address) {
  chosen = address;
  localStorage.setItem("phone", address);
  version = "";
  quote(null);
  for (const old of drawn.values()) old.item.remove();
  drawn.clear();
  stick = true;
  return look();
}

function lastReceived() {
  return messages.filter((message) => message.arrived && message.direction === "outbound").pop();
}

const kinds = {
  location: () => write({ kind: "location", latitude: 43.2567, longitude: 76.9286, label: "Almaty", address: "Абая 10" }),
  answer: () => quote(lastReceived() || null),
  ad: () => write({
    body: text.value || "Здравствуйте! Пишу по вашей рекламе.",
    referral: { headline: "Алтай — горные озёра", body: "7 дней у озёр", source_id: "120210000000000001", source_type: "ad", source_url: "https://fb.me/altai", ctwa_clid: "ARAkLkA8rmlFeiCktEJQ" },
  }),
  stop: () => write({ body: "STOP" }),
  album: async () => { for (let n = 0; n < 3; n += 1) await write({ kind: "image" }); },
  reaction: () => write({ kind: "reaction", body: "👍", reply_to: (lastReceived() || {}).sid }),
  forwarded: () => write({ body: "Смотри, какой тур: 7 дней на Алтае", forwarded: true }),
  list: () => write({ kind: "list", list_id: "TOUR:altai", list_title: "Алтай", list_description: "7 дней" }),
  flow: () => write({ kind: "flow", flow: { seats: "2", when: "2026-09-05" } }),
};

document.getElementById("kinds").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const kind = button.dataset.kind;
  if (kinds[kind]) kinds[kind](); else write({ kind, body: "" });
});

document.getElementById("other").addEventListener("change", (event) => {
  const kind = event.target.value;
  event.target.value = "";
  if (kinds[kind]) kinds[kind](); else if (kind) write({ kind, body: "" });
});

document.getElementById("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const body = text.value.trim();
  if (!body) return;
  text.value = "";
  write({ body });
});

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    document.getElementById("composer").requestSubmit();
  }
});

document.getElementById("file").addEventListener("change", async (event) => {
  const file = event.target.files[0];
  event.target.value = "";
  if (!file) return;
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  const family = file.type.split("/")[0];
  const kind = ["image", "audio", "video"].includes(family) ? family : "document";
  const media = [{ content_type: file.type || "application/octet-stream", name: file.name, content: btoa(binary) }];
  write({ kind, media, body: text.value });
  text.value = "";
});

for (const box of document.querySelectorAll("[data-fault]")) {
  box.addEventListener("change", async () => {
    const fault = JSON.parse(box.dataset.fault);
    if (box.checked) await control("faults", fault); else await control(`faults/${fault.name}`, null, "DELETE");
    look();
  });
}

document.getElementById("receipts").addEventListener("change", (event) => {
  control("options", { read_receipts: event.target.checked });
});

document.getElementById("fails").addEventListener("change", async (event) => {
  await control("faults/fail", null, "DELETE");
  if (event.target.value) await control("faults", { name: "fail", code: event.target.value, next: 1 });
  event.target.blur();
});

document.getElementById("callbacks").addEventListener("change", async (event) => {
  for (const option of event.target.options) {
    if (option.value) await control(`faults/${option.value}`, null, "DELETE");
  }
  const name = event.target.value;
  if (name) await control("faults", name === "callback_late" ? { name, seconds: 10 } : { name });
  event.target.blur();
});

document.getElementById("phones").addEventListener("change", (event) => {
  event.target.blur();
  choose(event.target.value);
});

document.getElementById("unquote").addEventListener("click", () => quote(null));

const inventing = document.getElementById("inventing");
document.getElementById("invent").addEventListener("click", () => inventing.showModal());
document.getElementById("cancel").addEventListener("click", () => inventing.close());
inventing.querySelector("form").addEventListener("submit", async (event) => {
  const form = event.target;
  const digits = form.number.value.replace(/\D/g, "");
  const hidden = form.hides.checked;
  const phone = { address: hidden ? `whatsapp:KZ.${digits}` : `whatsapp:+${digits}`, name: form.name.value.trim() };
  form.reset();
  await control("phones", phone);
  choose(phone.address);
  text.focus();
});

look();
setInterval(() => { if (!document.hidden) look(); }, 1000);
