// Lists of messages: what the server sent is put in, replaced in place, and arranged.

import * as keys from './keys.js';
import * as times from './times.js';
import {me} from './wire.js';

let emojis = [];
const written = new WeakMap(); // what the server sent, by the element that was made of it

export function open(state) {
  emojis = state.emojis;
}

export function parse(html) {
  const t = document.createElement('template');
  t.innerHTML = html; // made by the server from templates that escape
  return t.content.firstElementChild;
}

// show fills a list anew and stands at its newest.
export function show(list, views) {
  list.replaceChildren(...views.map(element));
  arrange(list);
  list.scrollTop = list.scrollHeight;
}

// put adds a message or replaces it, without moving the reader, the focus, or what was folded open.
export function put(list, view) {
  still(list, () => lay(list, view));
}

// catchUp brings a list to how things are now, and leaves alone what is as it was: a window may have slept for hours.
export function catchUp(list, views) {
  still(list, () => {
    const there = new Set(views.map((v) => v.id));
    for (const el of [...list.children]) if (el.dataset.number && !there.has(el.id)) el.remove();
    for (const v of views) if (written.get(list.querySelector(`#${CSS.escape(v.id)}`)) !== v.html) lay(list, v);
  });
}

export function drop(list, id) {
  still(list, () => list.querySelector(`#${CSS.escape(id)}`)?.remove());
}

function lay(list, view) {
  const fresh = element(view);
  const old = list.querySelector(`#${CSS.escape(view.id)}`);
  if (old) replace(old, fresh);
  else list.insertBefore(fresh, firstAfter(list, view.number));
}

function still(list, change) {
  const near = atEnd(list);
  change();
  arrange(list);
  if (near) list.scrollTop = list.scrollHeight;
}

const atEnd = (list) => list.scrollHeight - list.scrollTop - list.clientHeight < 80;

// Passing lines have no number; what comes later stands below them.
function firstAfter(list, number) {
  return [...list.children].find((el) => Number(el.dataset.number) > number) ?? null;
}

function replace(old, fresh) {
  const open = [...old.querySelectorAll('details')].map((d) => d.open);
  fresh.querySelectorAll('details').forEach((d, i) => { d.open = open[i] ?? false; });
  const focus = old.contains(document.activeElement) && document.activeElement;
  const same = focus && [...old.querySelectorAll('button, a, summary')].indexOf(focus);
  const key = focus?.dataset?.button;
  old.replaceWith(fresh);
  if (!focus) return;
  const next = key ? fresh.querySelector(`[data-button="${CSS.escape(key)}"]`) : [...fresh.querySelectorAll('button, a, summary')][same];
  next?.focus({preventScroll: true});
}

function element(view) {
  const el = parse(view.html);
  written.set(el, view.html);
  el.dataset.number = view.number;
  el.tabIndex = -1;
  enrich(el);
  const tools = el.querySelector('.tools');
  if (!tools) return el;
  tools.append(...toolsFor(view));
  keys.toolbar(tools);
  return el;
}

// enrich makes what is the same for all into what this reader sees.
export function enrich(el) {
  times.show(el);
  for (const m of el.querySelectorAll(`.mention[data-person="${CSS.escape(me)}"]`)) m.classList.add('me');
  for (const m of el.querySelectorAll('.mark')) m.setAttribute('aria-pressed', m.dataset.by.split(' ').includes(me));
  for (const a of el.querySelectorAll('a.file')) a.search = `?as=${me}`;
}

function toolsFor(view) {
  const tool = (label, text, data) => {
    const b = Object.assign(document.createElement('button'), {type: 'button', textContent: text, title: label});
    b.setAttribute('aria-label', label);
    Object.assign(b.dataset, data);
    return b;
  };
  const tools = emojis.map((e) => tool(`React with ${e}`, e, {emoji: e}));
  if (view.at.channel && !view.at.thread) tools.push(tool('Reply in a thread', '💬', {openThread: view.id}));
  if (view.by === me) tools.push(tool('Change', '✎', {tool: 'edit'}), tool('Take back', '🗑', {tool: 'delete'}));
  return tools;
}

// arrange marks where a day begins and where the same person goes on.
function arrange(list) {
  let before = {};
  for (const el of list.children) {
    if (!el.dataset.posted) continue;
    const at = new Date(el.dataset.posted);
    const day = times.day(at);
    if (day === before.day) delete el.dataset.day;
    else el.dataset.day = day;
    el.classList.toggle('follows', day === before.day && el.dataset.by === before.by && at - before.at < 300_000);
    before = {day, at, by: el.dataset.by};
  }
}

// whisper is a passing line that only this window has.
export function whisper(list, html) {
  const el = parse('<li class="whisper"><p class="private"><span aria-hidden="true">🔒</span> Only you see this. <button type="button" class="icon" data-dismiss aria-label="Take away">✕</button></p><div class="says"></div></li>');
  el.querySelector('.says').innerHTML = html; // made by the server
  enrich(el);
  list.append(el);
  el.scrollIntoView({block: 'nearest'});
  return el;
}

// announce has a line read aloud, politely. Lines are added, so that the same words twice are read twice.
export function announce(text) {
  const region = document.getElementById('announcer');
  region.append(Object.assign(document.createElement('p'), {textContent: text}));
  while (region.children.length > announced) region.firstChild.remove();
}

const announced = 8;
