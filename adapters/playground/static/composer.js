// A box to type in: people's own talk, and /cackle commands.

import * as memory from './memory.js';
import * as outbox from './outbox.js';

// Composer calls send(text, editing, box, file) with what was typed; editing is the id of a message that it replaces, or "", box is the
// name of what it was typed into, and file is undefined without one. What is not sent is kept, for each place; a file is not.
export class Composer {
  #form; #box; #note; #place = ''; #editing = ''; #file; #chip;

  constructor(form, send) {
    this.#form = form;
    form.innerHTML = `<p class="quiet note" role="status"></p><label class="unseen" for="${form.id}-text"></label>
      <textarea id="${form.id}-text" rows="1" maxlength="4000"></textarea>
      <input type="file" hidden><button type="button" class="button attach" aria-label="Attach a text file" title="Attach a text file">📎</button><button class="button" aria-label="Send">➤</button>
      <p class="chip" hidden><span aria-hidden="true">📄</span> <span class="name"></span> <button type="button" class="icon" aria-label="Leave the file out">✕</button></p>`;
    this.#file = form.querySelector('[type=file]');
    this.#chip = form.querySelector('.chip');
    form.querySelector('.attach').addEventListener('click', () => this.#file.click());
    this.#file.addEventListener('change', () => this.#attached());
    this.#chip.querySelector('button').addEventListener('click', () => this.#drop());
    this.#box = form.querySelector('textarea');
    this.#note = form.querySelector('.note');
    this.#box.addEventListener('keydown', (e) => this.#key(e));
    this.#box.addEventListener('input', () => this.#typed());
    form.addEventListener('submit', (e) => this.#submit(e, send));
  }

  // at moves the box to a place.
  at(place, label) {
    this.#place = place;
    this.#editing = '';
    this.#note.textContent = '';
    this.#drop();
    this.#form.querySelector('label').textContent = label;
    this.#box.placeholder = label;
    this.#box.value = memory.draft(this.#name()) ?? '';
    this.#grow();
  }

  edit(id, text) {
    this.#editing = id;
    this.#box.value = text;
    this.#note.textContent = 'Changing your message. Escape leaves it as it is.';
    this.#grow();
    this.#box.focus();
  }

  #attached() {
    const file = this.#file.files[0];
    this.#chip.hidden = !file;
    this.#chip.querySelector('.name').textContent = file?.name ?? '';
    this.#box.focus();
  }

  #drop() {
    this.#file.value = '';
    this.#chip.hidden = true;
  }

  note(text) {
    this.#note.textContent = text;
  }

  #name() {
    return `box ${this.#place}`;
  }

  #key(e) {
    if (e.key === 'Escape' && this.#editing) {
      e.stopPropagation();
      this.at(this.#place, this.#box.placeholder);
    }
    if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) {
      e.preventDefault();
      this.#form.requestSubmit();
    }
  }

  #typed() {
    if (!this.#editing) memory.saveDraft(this.#name(), this.#box.value || undefined);
    this.#grow();
  }

  #grow() {
    this.#box.rows = Math.min(8, this.#box.value.split('\n').length);
  }

  async #submit(e, send) {
    e.preventDefault();
    const text = this.#box.value;
    const file = this.#editing ? undefined : this.#file.files[0];
    const [box, editing] = [this.#name(), this.#editing];
    if (!(text.trim() || file) || this.#box.readOnly) return;
    this.#box.readOnly = true;
    try {
      await send(text, editing, box, await read(file));
      if (!editing) outbox.done(box);
      this.#drop();
      if (box === this.#name()) this.at(this.#place, this.#box.placeholder); // unless one has gone elsewhere
    } catch (err) {
      this.note(err.message);
    } finally {
      this.#box.readOnly = false;
    }
  }
}

// read is a file as the server takes it: without its data where it is too large to be read.
async function read(file) {
  if (!file) return undefined;
  const told = {name: file.name.slice(-100), size: file.size};
  if (file.size > 65536) return told;
  const bytes = new Uint8Array(await file.arrayBuffer());
  return {...told, data: btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(''))};
}
