"use strict";
// The chat page: draws what /_/chat and /_/events say, and sends what the person does to /_/….

const $ = (id) => document.getElementById(id);
const NAMES = ["Camille", "Dominique", "Sacha", "Claude", "Alix", "Noa", "Maxime", "Louison"];
const ATTACHMENTS = {
  photo: "Photo", sticker: "Autocollant", voice: "Message vocal", document: "Document",
  forward: "Message transféré", location: "Position", contact: "Contact",
};
const ACTIONS = { typing: "écrit…", upload_document: "envoie un document…", upload_photo: "envoie une photo…" };

let boot = null, username = "", bot = null, current = null, editing = null, invitation = "", actionTimer, toastTimer;
let people = new Map(), messages = new Map(), pressed = new Map();

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

async function call(path, body) {
  const options = body ? { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } } : {};
  const response = await fetch("/_/" + path, options);
  const answer = await response.json();
  if (!response.ok) { toast(answer.error || "L’aperçu ne répond pas."); throw new Error(answer.error); }
  return answer;
}

// --- text with entities: offsets are UTF-16 code units, as in JavaScript strings ---

function formatted(text, entities, start = 0, end = text.length) {
  const nodes = [];
  let at = start;
  while (entities.length) {
    const [entity, ...others] = entities;
    const stop = Math.min(entity.offset + entity.length, end);
    const inside = others.filter((e) => e.offset < stop);
    entities = others.filter((e) => e.offset >= stop);
    if (entity.offset < at) continue;
    nodes.push(text.slice(at, entity.offset));
    nodes.push(styled(entity, text.slice(entity.offset, stop), formatted(text, inside, entity.offset, stop)));
    at = stop;
  }
  nodes.push(text.slice(at, end));
  return trimAroundBlocks(nodes);
}

// A line end next to a quote is the quote's own edge, not an empty line.
function trimAroundBlocks(nodes) {
  const block = (node) => node instanceof Element && ["BLOCKQUOTE", "PRE"].includes(node.tagName);
  return nodes.map((node, i) => {
    if (typeof node !== "string") return node;
    if (block(nodes[i - 1])) node = node.replace(/^\n/, "");
    if (block(nodes[i + 1])) node = node.replace(/\n$/, "");
    return node;
  });
}

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre" };

function styled(entity, text, children) {
  switch (entity.type) {
    case "text_link": case "url": return link(entity.url || text, children);
    case "blockquote": return element("blockquote", {}, element("div", { className: "quoted" }, ...children));
    case "expandable_blockquote": return foldedQuote(children);
    case "spoiler": return element("span", { className: "spoiler", onclick() { this.classList.add("seen"); } }, ...children);
    case "bot_command":
      return element("button", { className: "command", onclick: () => say(text) }, ...children);
    case "date_time": {
      const date = new Date(entity.unix_time * 1000).toLocaleString("fr-FR", { dateStyle: "full", timeStyle: "short" });
      return element("time", { title: date }, ...children);
    }
    default: return element(TAGS[entity.type] || "span", {}, ...children);
  }
}

function foldedQuote(children) {
  const quoted = element("div", { className: "quoted folded" }, ...children);
  const toggle = element("button", { textContent: "⌄", ariaLabel: "Déplier", ariaExpanded: "false" });
  const quote = element("blockquote", {}, quoted, toggle);
  quote.onclick = () => {
    const folded = quoted.classList.toggle("folded");
    toggle.textContent = folded ? "⌄" : "⌃";
    toggle.ariaLabel = folded ? "Déplier" : "Replier";
    toggle.ariaExpanded = String(!folded);
  };
  requestAnimationFrame(() => { toggle.hidden = quoted.scrollHeight <= quoted.clientHeight + 2; });
  return quote;
}

function link(href, children) {
  const anchor = element("a", { href: /^[a-z]+:/i.test(href) ? href : "https://" + href, target: "_blank", rel: "noopener" }, ...children);
  anchor.onclick = (event) => {
    const url = new URL(anchor.href);
    // A link to the bot itself opens this chat, as the person chosen above.
    if (url.hostname === "t.me" && url.pathname === "/" + username) {
      event.preventDefault();
      invitation = url.searchParams.get("start") || "";
      notice("Lien vers le bot : choisissez la personne qui l’ouvre, puis « Démarrer ».");
      showStart();
    }
  };
  return anchor;
}

// --- messages ---

function drawMessage(message) {
  const mine = !message.from.is_bot;
  const bubble = element("div", { className: "bubble" });
  const origin = message.forward_origin;
  if (origin) bubble.append(element("div", { className: "forward", textContent: "Transféré de " + origin.sender_user_name }));
  bubble.append(...media(message));
  const text = message.text ?? message.caption;
  if (text) bubble.append(element("div", { className: "body" }, ...formatted(text, message.entities || message.caption_entities || [])));
  const time = new Date(message.date * 1000).toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
  const meta = element("div", { className: "meta" }, (message.edit_date ? "modifié " : "") + time);
  if (mine && message.text && !origin) {
    meta.append(element("button", { textContent: "✎", ariaLabel: "Modifier ce message", onclick: () => edit(message) }));
  }
  bubble.append(meta);
  const node = element("article", { className: "message" + (mine ? " mine" : ""), ariaLabel: mine ? "Vous" : "Bot" }, bubble);
  node.dataset.id = message.message_id;
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) {
    node.classList.add("keyed");
    node.append(element("div", { className: "buttons" }, ...rows.map((row, r) =>
      element("div", { className: "row" }, ...row.map((button, c) => inlineButton(message.message_id, button, r, c))))));
  }
  return node;
}

function media(message) {
  if (message.photo) return [element("img", { src: message.file_url, alt: "Photo" })];
  if (message.sticker) return [element("img", { src: message.file_url, alt: "Autocollant", className: "sticker" })];
  if (message.voice) return ["🎤 Message vocal (1 s)"];
  if (message.location) return ["📍 Position"];
  if (message.contact) return [`👤 ${message.contact.first_name} · ${message.contact.phone_number}`];
  if (!message.document) return [];
  const { file_name: name, file_size: size } = message.document;
  const weight = size < 1024 ? `${size} o` : `${(size / 1024).toLocaleString("fr-FR", { maximumFractionDigits: 1 })} Ko`;
  const label = element("span", {}, element("b", { textContent: name }), element("small", { textContent: weight }));
  const icon = element("span", { className: "icon", textContent: name.split(".").pop().slice(0, 4), ariaHidden: "true" });
  return [element("a", { className: "card", href: message.file_url, target: "_blank", rel: "noopener" }, icon, label)];
}

function inlineButton(id, button, row, column) {
  if (button.url) { const anchor = link(button.url, [button.text + " ↗"]); anchor.className = button.style || ""; return anchor; }
  const node = element("button", { textContent: button.text, className: button.style || "", disabled: Boolean(button.disabled) });
  const key = `${id}/${button.callback_data}`;
  node.ariaBusy = String([...pressed.values()].includes(key));
  node.onclick = async () => {
    if (button.copy_text) { await navigator.clipboard?.writeText(button.copy_text.text); return toast("Copié."); }
    if (button.callback_data === undefined) return toast("Ce bouton n’agit pas dans l’aperçu.");
    const { query } = await call("press", { person: current, message_id: id, row, column });
    if (answeredEarly.delete(query)) return;
    pressed.set(query, key);
    redraw(id);
    setTimeout(() => settle(query, id), 15000);
  };
  return node;
}

// The answer to a press may arrive before the press has told us its own id.
const answeredEarly = new Set();

function settle(query, id) { if (pressed.delete(query)) redraw(id); }

function redraw(id) {
  const message = messages.get(id);
  if (message) put(message);
}

function put(message) {
  const chat = $("chat"), near = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 120;
  const old = chat.querySelector(`[data-id="${message.message_id}"]`), isNew = !messages.has(message.message_id);
  messages.set(message.message_id, message);
  const node = drawMessage(message);
  if (old) old.replaceWith(node); else chat.append(node);
  chat.querySelector(".hint")?.remove();
  for (const image of node.querySelectorAll("img")) image.onload = () => { if (near) chat.scrollTop = chat.scrollHeight; };
  if (near || (isNew && !message.from.is_bot)) chat.scrollTop = chat.scrollHeight;
  showStart();
}

// --- people and the rest of the screen ---

async function open(id) {
  current = id;
  localStorage.setItem("person", id);
  const chat = await call("chat/" + id);
  people.set(id, chat);
  messages = new Map(); pressed = new Map();
  cancelEdit();
  $("chat").replaceChildren();
  if (!chat.messages.length) $("chat").append(element("p", { className: "hint", textContent: "Aucun message pour l’instant. Appuyez sur « Démarrer » ou écrivez au bot." }));
  for (const message of chat.messages) put(message);
  $("chat").scrollTop = $("chat").scrollHeight;
  drawPeople(); drawPerson();
}

function drawPeople() {
  const options = [...people.values()].map((p) => element("option", { value: p.id, textContent: p.first_name + (p.blocked ? " (bloqué)" : "") }));
  $("person").replaceChildren(...options, element("option", { value: "new", textContent: "Nouvelle personne" }));
  $("person").value = current;
}

function drawPerson() {
  const person = people.get(current);
  $("block").textContent = person.blocked ? "Débloquer le bot" : "Bloquer le bot";
  for (const id of ["text", "send", "plus", "commands"]) $(id).disabled = person.blocked;
  $("text").placeholder = person.blocked ? "Vous avez bloqué le bot" : person.keyboard?.input_field_placeholder || "Message";
  const rows = person.keyboard?.keyboard;
  $("keyboard").hidden = !rows || person.blocked;
  $("keyboard").replaceChildren(...(rows || []).map((row) => element("div", { className: "row" }, ...row.map((button) => {
    const text = button.text ?? button;
    return element("button", { textContent: text, className: button.style || "", onclick: () => say(text) });
  }))));
  showStart();
}

function showStart() {
  $("start").hidden = people.get(current)?.blocked || (messages.size > 0 && !invitation);
}

async function newPerson() {
  const { id } = await call("people", { first_name: NAMES[people.size % NAMES.length] });
  await open(id);
}

function drawCommands(commands) {
  $("commandList").replaceChildren(...(commands.length ? commands.map(({ command, description }) =>
    element("button", { role: "menuitem", onclick: () => say("/" + command) }, element("b", { textContent: "/" + command }), description)
  ) : [element("p", { textContent: "Le bot n’a pas encore annoncé ses commandes." })]));
}

function drawBot(state) {
  bot = state;
  $("restart").hidden = bot === null;
  for (const button of document.querySelectorAll(".time")) button.hidden = bot === null;
  $("status").textContent = bot === "stopped" ? "le bot est arrêté" : "aperçu local";
}

function notice(text) { $("notice").textContent = text; $("notice").hidden = !text; }

function toast(text) {
  $("toast").textContent = text; $("toast").hidden = false;
  clearTimeout(toastTimer); toastTimer = setTimeout(() => { $("toast").hidden = true; }, 3500);
}

function action(name) {
  $("status").textContent = ACTIONS[name] || "est occupé…";
  clearTimeout(actionTimer); actionTimer = setTimeout(() => drawBot(bot), name ? 5000 : 0);
}

// --- what the person does ---

async function say(text) { if (text.trim()) await call("send", { person: current, text }); }

function edit(message) {
  editing = message.message_id;
  $("text").value = message.text; $("editing").hidden = false; $("text").focus(); grow();
}

function cancelEdit() { editing = null; $("editing").hidden = true; $("text").value = ""; grow(); }

function grow() { const box = $("text"); box.style.height = "auto"; box.style.height = box.scrollHeight + "px"; }

$("composer").onsubmit = async (event) => {
  event.preventDefault();
  await ready; // What is typed while the page loads leaves once it knows for whom.
  const text = $("text").value, id = editing;
  if (!text.trim()) return;
  if (id) await call("edit", { person: current, message_id: id, text }); else await say(text);
  cancelEdit();
};
$("text").oninput = grow;
$("text").onkeydown = (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("composer").requestSubmit(); }
  if (event.key === "Escape" && editing) cancelEdit();
};
$("editing").querySelector("button").onclick = cancelEdit;
$("start").onclick = async () => {
  const text = invitation ? "/start " + invitation : "/start";
  invitation = ""; notice("");
  await say(text);
};
$("person").onchange = () => ($("person").value === "new" ? newPerson() : open(Number($("person").value)));
$("block").onclick = () => call(people.get(current).blocked ? "unblock" : "block", { person: current });
$("restart").onclick = () => call("restart", {});
for (const button of document.querySelectorAll(".time")) {
  button.onclick = async () => {
    const { now } = await call("time", JSON.parse(button.dataset.step));
    if (now) notice("Pour le bot, nous sommes le " + new Date(now).toLocaleString("fr-FR", { dateStyle: "full", timeStyle: "short" }) + ".");
  };
}
$("attachments").append(...Object.entries(ATTACHMENTS).map(([kind, label]) =>
  element("button", { role: "menuitem", textContent: label, onclick: () => call("attach", { person: current, kind }) })));

for (const [button, menu] of [["more", "settings"], ["commands", "commandList"], ["plus", "attachments"]]) {
  $(button).onclick = (event) => {
    event.stopPropagation();
    const shown = $(menu).hidden;
    closeMenus();
    $(menu).hidden = !shown; $(button).ariaExpanded = String(shown);
    if (shown) $(menu).querySelector("button:not([hidden])")?.focus();
  };
}
function closeMenus() {
  for (const menu of document.querySelectorAll(".menu")) menu.hidden = true;
  for (const button of document.querySelectorAll("[aria-haspopup]")) button.ariaExpanded = "false";
}
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(); });

// --- events ---

function receive(event) {
  if (event.type === "hello") { if (event.boot !== boot) load(); return; }
  if (event.type === "bot") return drawBot(event.state);
  if (event.type === "commands") return drawCommands(event.commands);
  if (event.type === "people") {
    people.set(event.person, { ...people.get(event.person), ...event });
    drawPeople();
    if (event.person === current) drawPerson();
    return;
  }
  if (event.person !== current) return;
  if (event.type === "message") {
    put(event.message);
    if (event.by === "bot") drawBot(bot);
    people.get(current).keyboard = event.keyboard; drawPerson();
  } else if (event.type === "delete") {
    messages.delete(event.message_id);
    $("chat").querySelector(`[data-id="${event.message_id}"]`)?.remove();
  } else if (event.type === "action") action(event.action);
  else if (event.type === "answer") {
    if (pressed.has(event.query)) settle(event.query, event.message_id); else answeredEarly.add(event.query);
    if (event.text && event.show_alert) { $("alertText").textContent = event.text; $("alert").showModal(); }
    else if (event.text) toast(event.text);
  }
}

let stream = null;

async function load() {
  const state = await call("state"), seen = localStorage.getItem("boot");
  boot = state.boot; username = state.username;
  notice(seen && seen !== boot ? "L’aperçu a redémarré : les conversations affichées sont reparties de zéro, le bot garde ses propres données." : "");
  localStorage.setItem("boot", boot);
  people = new Map(state.people.map((person) => [person.id, person]));
  drawCommands(state.commands); drawBot(state.bot);
  const last = Number(localStorage.getItem("person"));
  if (people.has(last)) await open(last); else if (people.size) await open([...people.keys()][0]); else await newPerson();
  stream?.close();
  stream = new EventSource("/_/events?after=" + state.moment);
  stream.onmessage = (message) => receive(JSON.parse(message.data));
  stream.onerror = () => { $("status").textContent = "connexion à l’aperçu perdue…"; };
  stream.onopen = () => drawBot(bot);
}

const ready = load();
