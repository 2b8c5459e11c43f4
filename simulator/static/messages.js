/* Draws one message of the phone. Everything that came from outside is set as text, never as HTML. */
"use strict";

function made(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined && text !== null) element.textContent = text;
  return element;
}

function clockTime(iso) {
  return new Date(iso).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

function dayOf(iso) {
  return new Date(iso).toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short" });
}

function isSafeLink(address) {
  return /^(https?:|tel:)/i.test(address);
}

function summary(message) {
  if (message.body) return message.body;
  return message.media.length ? message.media[0].name : message.message_type;
}

function mediaPart(media) {
  if (media.content_type.startsWith("image/")) {
    const image = made("img", media.content_type === "image/webp" ? "sticker" : "");
    image.src = media.url;
    image.alt = media.name;
    image.addEventListener("load", keepAtEnd);
    return image;
  }
  if (media.content_type.startsWith("audio/")) {
    const sound = made("audio");
    sound.controls = true;
    sound.preload = "metadata";
    sound.src = media.url;
    return sound;
  }
  const link = outwards(made("a", "part"), media.url);
  const words = made("span");
  words.append(made("b", "", media.name), made("br"),
    made("small", "", `${media.content_type} · ${Math.ceil(media.size / 1024)} KB`));
  link.append(made("span", "icon file-text"), words);
  return link;
}

function placePart(form) {
  const place = made("p", "part");
  const words = made("span");
  words.append(made("b", "", form.Label || "Location"), made("br"),
    made("small", "", [form.Address, `${form.Latitude}, ${form.Longitude}`].filter(Boolean).join(" · ")));
  place.append(made("span", "icon map-pin"), words);
  return place;
}

function aboutPart(message) {
  const form = message.form;
  const said = [];
  if (form.Forwarded) said.push("Forwarded");
  if (form.ReferralHeadline) said.push(`From an ad: ${form.ReferralHeadline}`);
  if (form.InteractiveData) said.push(`Answer of a form: ${form.InteractiveData}`);
  const plain = ["text", "image", "audio", "document", "sticker", "location", "button", "video"];
  if (!plain.includes(message.message_type)) said.push(message.message_type);
  return said.map((words) => made("p", "about", words));
}

/* The words of a message; addresses in them can be pressed, as on a phone. */
function wordsPart(body) {
  const words = made("p", "words");
  words.dir = "auto";
  for (const part of body.split(/(https?:\/\/\S+)/)) {
    words.append(isSafeLink(part) ? outwards(made("a", "", part), part) : part);
  }
  return words;
}

function outwards(link, address) {
  link.href = address;
  link.target = "_blank";
  link.rel = "noopener";
  return link;
}

function tick(message, answeredLater) {
  if (message.direction === "outbound") return null;
  if (message.answered === null) return made("span", "", "…");
  if (message.answered >= 200 && message.answered < 300) {
    const mark = made("span", answeredLater ? "tick blue" : "tick");
    mark.title = "The product has it";
    return mark;
  }
  return made("span", "wrong", message.answered ? `refused, ${message.answered}` : "nobody answered");
}

function pressable(message, button, press) {
  if (button.url && isSafeLink(button.url)) {
    const link = outwards(made("a", "", button.title), button.url);
    link.prepend(made("span", "icon external-link"));
    return link;
  }
  const element = made("button", "", button.title);
  element.type = "button";
  element.prepend(made("span", "icon reply"));
  element.addEventListener("click", () => press(message, button));
  return element;
}

/* One message as a list item; `actions` has press(message, button) and answer(message). */
function drawMessage(message, all, answeredLater, today, actions) {
  const mine = message.direction === "inbound";
  const item = made("li", `message ${mine ? "mine" : "theirs"}`);
  const bubble = made("div", "bubble");
  const quoted = message.reply_to && all.find((other) => other.sid === message.reply_to);
  if (message.reply_to) bubble.append(made("blockquote", "", quoted ? summary(quoted) : "An earlier message"));
  bubble.append(...aboutPart(message), ...message.media.map(mediaPart));
  if (message.form.Latitude) bubble.append(placePart(message.form));
  if (message.body) bubble.append(wordsPart(message.body));
  const at = clockTime(message.created_at);
  const foot = made("p", "foot", today ? at : `${dayOf(message.created_at)}, ${at}`);
  const mark = tick(message, answeredLater);
  if (mark) foot.append(mark);
  bubble.append(foot);
  item.append(bubble);
  if (message.buttons.length) {
    const rows = made("div", "press");
    rows.append(...message.buttons.map((button) => pressable(message, button, actions.press)));
    item.append(rows);
  }
  const answer = made("button", "answer", "↩");
  answer.type = "button";
  answer.title = "Answer this message";
  answer.setAttribute("aria-label", "Answer this message");
  answer.addEventListener("click", () => actions.answer(message));
  item.append(answer);
  return item;
}
