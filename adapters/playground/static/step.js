// The dialog: one private screen at a time, replaced in place. What was typed and not sent is kept.

import * as memory from './memory.js';
import * as messages from './messages.js';
import * as wire from './wire.js';

const dialog = document.getElementById('step');
const place = dialog.querySelector('.place');
const aloud = document.getElementById('step-aloud'); // what the heading is read out with
const atOnce = dialog.querySelector('[role=alert]');
let shown = null; // {step, at, opener}
const early = new Map(); // steps that were filled before their answer came

export const isOpen = () => dialog.open;
export const at = () => shown?.at ?? {};

// show puts a step into the dialog. opener gets the focus back when it closes.
export function show(reply, where, opener) {
  reply = early.get(reply.step.Waiting) ?? reply;
  early.clear();
  shown = {step: reply.step, at: where, opener: dialog.open ? shown?.opener : remembered(opener)};
  atOnce.textContent = '';
  place.innerHTML = reply.html; // made by the server
  messages.enrich(dialog);
  prepare(dialog.querySelector('form'));
  if (!dialog.open) dialog.showModal();
  aloud.textContent = dialog.querySelector('.says').innerText;
  dialog.querySelector('.scroll').scrollTop = 0;
  document.getElementById('step-heading').focus();
}

// fill replaces the step that waits. One that is still on its way here is replaced when it comes.
export function fill(reply) {
  if (shown && dialog.open && shown.step.Waiting === reply.step.Waiting) {
    const typed = changed();
    const writing = dialog.contains(document.activeElement) && document.activeElement.name;
    show(reply, shown.at);
    keep(typed);
    goOn(writing);
  } else {
    early.set(reply.step.Waiting, reply);
  }
}

// goOn leaves whoever is writing where they write, and has what came read aloud at once; for others it has the focus.
function goOn(name) {
  const field = name && dialog.querySelector(`:is(textarea, [type=text])[name="${CSS.escape(name)}"]`);
  if (!field) return;
  field.focus();
  atOnce.textContent = aloud.textContent;
}

// keep carries what was being typed over to fields of the same name, such as what is expected.
function keep(typed) {
  const form = dialog.querySelector('form');
  for (const f of fields()) {
    if (typed[f.Name] && !f.Prefill?.length) put(form, f.Name, typed[f.Name].typed);
  }
}

// again tells the server what is shown, after the connection was away.
export function again() {
  if (shown && dialog.open) wire.shows(shown.step.ID, shown.step.Waiting);
}

export function close() {
  dialog.close();
}

// A card may have been replaced meanwhile: its button is found again by what it does.
function remembered(opener) {
  const message = opener?.closest('.message')?.id;
  const button = opener?.dataset.button;
  return () => {
    if (opener?.isConnected) return opener;
    return message && document.querySelector(`#${CSS.escape(message)} [data-button="${CSS.escape(button)}"]`);
  };
}

dialog.addEventListener('close', () => {
  if (dialog.open) return; // the next step came before this event did
  wire.shows();
  const opener = shown?.opener?.();
  shown = null;
  place.replaceChildren();
  atOnce.textContent = '';
  opener?.focus();
});

dialog.addEventListener('click', (e) => {
  if (e.target === dialog || e.target.closest('[data-close]')) close();
});

dialog.addEventListener('keydown', (e) => {
  if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
    e.preventDefault();
    dialog.querySelector('form').requestSubmit();
  }
});

dialog.addEventListener('input', () => {
  if (shown) memory.saveDraft(`step ${shown.step.ID}`, changed());
});

const fields = () => (shown.step.Parts ?? []).map((p) => p.Field).filter(Boolean);

// values are what stands in the fields, exactly as typed.
export function values() {
  const all = {};
  for (const f of fields()) {
    const inputs = [...dialog.querySelectorAll(`[name="${CSS.escape(f.Name)}"]`)];
    all[f.Name] = inputs.filter((i) => !['radio', 'checkbox'].includes(i.type) || i.checked).map((i) => i.value);
  }
  return all;
}

// changed are the fields that differ from how they were opened, with how that was: a draft counts only where the field
// still starts the same way.
function changed() {
  const now = values();
  const draft = {};
  for (const f of fields()) {
    const from = f.Prefill ?? [];
    if (now[f.Name].join('\n') !== from.join('\n')) draft[f.Name] = {from, typed: now[f.Name]};
  }
  return draft;
}

function prepare(form) {
  const draft = memory.draft(`step ${shown.step.ID}`) ?? {};
  for (const f of fields()) {
    const kept = draft[f.Name];
    if (kept && kept.from.join('\n') === (f.Prefill ?? []).join('\n')) put(form, f.Name, kept.typed);
  }
  const self = form.querySelector(`.people-list [data-is="${CSS.escape(wire.me)}"]`);
  if (self && !self.querySelector('input').checked) self.remove(); // who fills it in is not asked of, unless they are already among them
  const zones = document.getElementById('zones');
  if (form.querySelector('[list=zones]') && !zones.children.length) {
    zones.append(...Intl.supportedValuesOf('timeZone').map((z) => new Option(z)));
  }
}

function put(form, name, typed) {
  for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (['radio', 'checkbox'].includes(input.type)) input.checked = typed.includes(input.value);
    else input.value = typed[0] ?? '';
  }
}

// sent forgets the draft of what was taken.
export function sent(id) {
  memory.saveDraft(`step ${id}`, undefined);
}

export const id = () => shown?.step.ID;

export function state(text) {
  const line = dialog.querySelector('.state');
  if (line) line.textContent = text;
}

// problem stands under its field; one about no field stands beside the buttons.
export function problem(name, text) {
  clearProblems();
  const field = name && dialog.querySelector(`[data-field="${CSS.escape(name)}"]`);
  if (!field) return state(text);
  const line = field.querySelector('.problem');
  line.textContent = text;
  line.hidden = false;
  field.classList.add('has-problem');
  invalid(field).setAttribute('aria-invalid', 'true');
  field.querySelector('input, textarea, select')?.focus();
}

// invalid is what carries the mark: of a choice, the whole group.
const invalid = (field) => (field.matches('fieldset') ? field : field.querySelector('input, textarea, select'));

export function clearProblems() {
  state('');
  for (const f of dialog.querySelectorAll('.has-problem')) {
    f.classList.remove('has-problem');
    invalid(f).removeAttribute('aria-invalid');
  }
  for (const p of dialog.querySelectorAll('.problem')) p.hidden = true;
}

// aside is a passing line while the dialog is open.
export function aside(html) {
  const line = dialog.querySelector('.aside');
  line.innerHTML = html; // made by the server
  messages.enrich(line);
  line.scrollIntoView({block: 'nearest'});
}
