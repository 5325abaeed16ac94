// The page: reads the state, follows the news, and hands what is pressed and typed to the server.

import {Composer} from './composer.js';
import * as memory from './memory.js';
import * as messages from './messages.js';
import * as outbox from './outbox.js';
import * as people from './people.js';
import * as places from './places.js';
import * as step from './step.js';
import * as times from './times.js';
import * as wire from './wire.js';

const $ = (id) => document.getElementById(id);
let state;
const views = new Map(); // every message that this person may see, by id
let spot = {place: '', thread: ''};

const box = new Composer($('box'), (...typed) => type(...typed, $('messages')));
const threadBox = new Composer($('thread-box'), (...typed) => type(...typed, $('replies')));

// Where what is typed or pressed in a list belongs.
const placeOf = (list) => ({
  channel: state.channels.includes(spot.place) ? spot.place : '',
  thread: list === $('replies') ? spot.thread : '',
});

// --- what is shown ---

async function load() {
  state = await wire.get('state');
  memory.open(state.house, state.me.id);
  times.open(state.me, state.now);
  messages.open(state);
  views.clear();
  for (const v of state.messages) views.set(v.id, v);
  people.drawPeople(state);
  $('take').querySelector('input').checked = state.take;
}

function draw() {
  spot = places.here(state);
  const isHome = spot.place === places.home;
  $('title').textContent = places.title(spot.place);
  $('take').hidden = spot.place !== places.direct;
  $('home').hidden = !isHome;
  $('list-title').textContent = isHome ? 'Drills' : 'Messages';
  $('messages').hidden = $('box').hidden = isHome;
  messages.show($('messages'), [...views.values()].filter(inMain));
  box.at(spot.place, spot.place === places.direct ? 'Write to Cackle, or /cackle help' : `Message #${spot.place}, or /cackle help`);
  drawThread();
  refresh();
  if (isHome) openHome();
}

const inMain = (v) => places.of(v) === spot.place && !v.at.thread;
const inThread = (v) => spot.thread && (v.id === spot.thread || v.at.thread === spot.thread);

function drawThread() {
  const open = views.has(spot.thread);
  $('thread').hidden = !open;
  document.body.classList.toggle('with-thread', open);
  if (!open) return $('replies').replaceChildren();
  messages.show($('replies'), [...views.values()].filter(inThread));
  threadBox.at(`${spot.place}/${spot.thread}`, 'Reply in the thread');
}

function refresh() {
  if (document.visibilityState === 'visible') places.markSeen(spot.place, views.values());
  places.draw(state, spot.place, places.unread(views.values()));
}

function move() {
  const before = spot;
  draw();
  document.body.classList.remove('menu');
  $('menu').setAttribute('aria-expanded', 'false');
  if (spot.thread && spot.thread !== before.thread) $('thread-title').focus();
  else if (before.place && spot.place !== before.place) $('title').focus();
}

// --- news ---

const news = {
  message(view) {
    const isNew = !views.has(view.id);
    views.set(view.id, view);
    if (inMain(view)) messages.put($('messages'), view);
    if (inThread(view)) messages.put($('replies'), view);
    if (isNew && view.by !== wire.me) messages.announce(notice(view));
    refresh();
    if (isNew && spot.place === places.home && places.of(view) === places.direct && !step.isOpen()) openHome();
  },
  gone({ids}) {
    for (const id of ids) {
      views.delete(id);
      for (const list of [$('messages'), $('replies')]) messages.drop(list, id);
    }
    if (spot.thread && !views.has(spot.thread)) drawThread();
  },
  fill: step.fill,
  clock: ({now}) => times.set(now),
  notes: ({take}) => { $('take').querySelector('input').checked = take; },
  async stale() {
    const before = new Set(views.keys());
    await load();
    catchUp([...views.values()].filter((v) => !before.has(v.id) && v.by !== wire.me));
  },
};

// catchUp shows what came while the window was away.
function catchUp(fresh) {
  messages.catchUp($('messages'), [...views.values()].filter(inMain));
  if (views.has(spot.thread)) messages.catchUp($('replies'), [...views.values()].filter(inThread));
  else drawThread();
  if (fresh.length) messages.announce(fresh.length === 1 ? notice(fresh[0]) : `${fresh.length} new messages`);
  refresh();
  if (spot.place === places.home && !step.isOpen()) openHome();
}

const notice = (view) => view.message.notice || `${nameOf(view.by)} wrote${view.text ? `: ${view.text}` : ''}`;
const nameOf = (id) => [...state.people, ...state.simulated ?? []].find((p) => p.id === id)?.name ?? 'Cackle';

function trouble(text) {
  if (step.isOpen() && text !== $('trouble').textContent) step.state(text); // what lies behind a dialog is not read
  $('trouble').textContent = text;
  $('trouble').hidden = !text;
}

// --- what people do ---

// take shows the bot's answer where it belongs.
function take(reply, {at, list, opener}) {
  switch (reply.kind) {
    case 'show': return step.show(reply, at, opener);
    case 'problem': return step.isOpen() ? step.problem(reply.field, reply.text) : note(list, reply.text);
    case 'whisper': return whisper(reply, list);
    case 'home': return showHome(reply);
    case 'close': return step.close();
  }
}

function whisper(reply, list) {
  if (step.isOpen()) return step.aside(reply.html);
  const line = messages.whisper(list.hidden ? $('home') : list, reply.html);
  messages.announce(line.querySelector('.says').innerText);
}

function note(list, text) {
  (list === $('replies') ? threadBox : box).note(text);
}

function showHome(reply) {
  $('home').innerHTML = reply.html; // made by the server
  messages.enrich($('home'));
  if (step.isOpen()) step.close();
  if (spot.place !== places.home) location.hash = places.home;
}

// openHome asks for home; coming here by an answer, it is there already.
async function openHome() {
  try {
    take(await wire.act({kind: 'open', at: {}}), {at: {}, list: $('messages')});
  } catch (err) {
    $('home').textContent = err.message;
  }
}

async function type(text, editing, name, file, list) {
  const at = placeOf(list);
  const what = editing ? {kind: 'edit', message: editing, text, at} : {kind: 'type', id: outbox.id(name, text, at), text, file, at};
  take(await wire.act(what, () => note(list, 'Connecting again…')), {at, list});
}

// finish gets the answer to what was posted before this page was loaded.
function finish() {
  for (const [name, {id, text, at}] of outbox.arrived(state.messages)) {
    outbox.done(name);
    wire.act({kind: 'type', id, text, at}).catch((err) => trouble(err.message));
  }
}

async function press(button) {
  const inside = button.closest('dialog');
  const list = button.closest('.messages') ?? $('messages');
  const at = inside ? step.at() : button.closest('#home') ? {} : placeOf(list);
  await busy(button, async () => {
    const values = inside ? step.values() : undefined;
    take(await wire.act({kind: 'press', button: button.dataset.button, at, values}, retrying), {at, list, opener: button});
  });
}

async function send(form) {
  const id = step.id();
  step.clearProblems();
  await busy(form.querySelector('[type=submit]'), async () => {
    const reply = await wire.act({kind: 'submit', step: id, values: step.values(), at: step.at()}, retrying);
    if (reply.kind !== 'problem') step.sent(id);
    take(reply, {at: step.at(), list: $('messages')});
  });
}

// busy holds a button while it works, and says kindly where it did not.
async function busy(button, work) {
  if (!button || button.ariaBusy === 'true') return;
  button.ariaBusy = 'true';
  try {
    await work();
    retrying.done();
  } catch (err) {
    trouble(err.message);
  } finally {
    button.ariaBusy = 'false';
  }
}

function retrying() {
  const text = 'Connecting again. What you typed is kept.';
  trouble(text);
}
retrying.done = () => trouble('');

async function react(button) {
  const message = button.closest('.message');
  const chip = message.querySelector(`.mark[data-emoji="${CSS.escape(button.dataset.emoji)}"]`);
  const off = chip?.getAttribute('aria-pressed') === 'true';
  const list = message.parentElement;
  const at = placeOf(list);
  await busy(button, async () => take(await wire.act({kind: 'react', message: message.id, emoji: button.dataset.emoji, off, at}), {at, list}));
}

async function tool(button) {
  const message = button.closest('.message');
  const list = message.parentElement;
  if (button.dataset.tool === 'edit') {
    return (list === $('replies') ? threadBox : box).edit(message.id, views.get(message.id).text);
  }
  const at = placeOf(list);
  await busy(button, async () => take(await wire.act({kind: 'delete', message: message.id, at}), {at, list}));
}

document.addEventListener('click', (e) => {
  const b = e.target.closest('button');
  if (!b) return;
  if (b.dataset.button) press(b);
  else if (b.dataset.emoji) react(b);
  else if (b.dataset.tool) tool(b);
  else if (b.dataset.openThread) location.hash = `${spot.place}/${b.dataset.openThread}`;
  else if ('dismiss' in b.dataset) b.closest('.whisper').remove();
});

document.addEventListener('submit', (e) => {
  if (!e.target.matches('.step')) return;
  e.preventDefault();
  if (e.target.querySelector('[type=submit]')) send(e.target);
});

function leaveThread() {
  const head = spot.thread;
  location.hash = spot.place;
  addEventListener('hashchange', () => document.querySelector(`#messages [data-open-thread="${CSS.escape(head)}"]`)?.focus(), {once: true});
}

function leaveMenu() {
  $('menu').click();
  $('menu').focus();
}

$('leave-thread').addEventListener('click', leaveThread);
$('thread').addEventListener('keydown', (e) => e.key === 'Escape' && leaveThread());
$('menu').addEventListener('click', () => {
  $('menu').setAttribute('aria-expanded', document.body.classList.toggle('menu'));
  if (document.body.matches('.menu')) $('sidebar').querySelector('a').focus();
});
$('sidebar').addEventListener('keydown', (e) => e.key === 'Escape' && document.body.matches('.menu') && leaveMenu());
$('take').addEventListener('change', (e) => wire.takeNotes(e.target.checked).catch((err) => trouble(err.message)));
$('skip').addEventListener('click', (e) => {
  e.preventDefault();
  ($('messages').hidden ? $('home') : $('messages')).focus();
});
document.addEventListener('visibilitychange', () => state && refresh());
addEventListener('hashchange', move);

try {
  await load();
  finish();
  move();
  wire.listen(state.cursor, news, step.again, trouble);
} catch (err) {
  trouble(err.message);
}
