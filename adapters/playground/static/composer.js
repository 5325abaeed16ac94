// A box to type in: people's own talk, and /cackle commands.

import * as memory from './memory.js';
import * as outbox from './outbox.js';

// Composer calls send(text, editing, box) with what was typed; editing is the id of a message that it replaces, or "", and box is
// the name of what it was typed into. What is
// not sent is kept, for each place.
export class Composer {
  #form; #box; #note; #place = ''; #editing = '';

  constructor(form, send) {
    this.#form = form;
    form.innerHTML = `<p class="quiet note" role="status"></p><label class="unseen" for="${form.id}-text"></label>
      <textarea id="${form.id}-text" rows="1" maxlength="4000"></textarea><button class="button" aria-label="Send">➤</button>`;
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
    const [box, editing] = [this.#name(), this.#editing];
    if (!text.trim() || this.#box.readOnly) return;
    this.#box.readOnly = true;
    try {
      await send(text, editing, box);
      if (!editing) outbox.done(box);
      if (box === this.#name()) this.at(this.#place, this.#box.placeholder); // unless one has gone elsewhere
    } catch (err) {
      this.note(err.message);
    } finally {
      this.#box.readOnly = false;
    }
  }
}
