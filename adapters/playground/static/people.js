// The persona switcher and the clock control.

import * as keys from './keys.js';
import * as times from './times.js';
import * as wire from './wire.js';

export function avatar(person) {
  const el = Object.assign(document.createElement('span'), {className: 'avatar', textContent: person.name[0]});
  el.dataset.person = person.id;
  el.setAttribute('aria-hidden', 'true');
  return el;
}

const text = (tag, className, words) => Object.assign(document.createElement(tag), {className, textContent: words});

const heading = (of, words) => Object.assign(text('h2', '', words), {id: `${of}-heading`});

export function drawPeople(state) {
  const who = text('span', 'who', state.me.name);
  who.append(text('small', 'quiet', state.me.zone.split('/').pop().replace('_', ' ')));
  const arrows = text('span', 'quiet', '⇅');
  arrows.setAttribute('aria-hidden', 'true');
  document.getElementById('me').replaceChildren(avatar(state.me), who, text('span', 'unseen', ': be somebody else'), arrows);
  document.getElementById('me').hidden = false;
  const list = document.createElement('ul');
  list.append(...state.people.map((p) => choice(p, state.me)));
  document.getElementById('people').replaceChildren(heading('people', 'Be somebody else'), list, ...simulated(state.simulated));
}

// The simulated colleagues are named, with their tag, and have no window to open.
function simulated(people) {
  if (!people?.length) return [];
  const list = text('ul', 'simulated', '');
  list.append(...people.map((p) => {
    const li = document.createElement('li');
    li.append(avatar(p), text('span', '', p.name), text('span', 'tag', 'simulated'));
    return li;
  }));
  return [text('h2', '', 'Also here'), text('p', 'quiet', 'They have a go at each drill by themselves.'), list];
}

function choice(person, self) {
  const li = document.createElement('li');
  const be = Object.assign(document.createElement('a'), {href: `/?as=${person.id}${location.hash}`});
  be.append(avatar(person), text('span', 'who', person.name + (person.admin ? ' · facilitator' : '')));
  if (person.id === self.id) be.setAttribute('aria-current', 'true');
  const apart = Object.assign(text('a', 'icon', '↗'), {
    href: `/?as=${person.id}`, target: '_blank', rel: 'noopener', title: `${person.name} in a window of its own`,
  });
  apart.setAttribute('aria-label', apart.title);
  li.append(be, apart);
  return li;
}

const people = document.getElementById('people');
people.addEventListener('toggle', (e) => e.newState === 'open' && keys.enter(people));

const jumps = document.getElementById('jumps');

jumps.addEventListener('toggle', async (e) => {
  if (e.newState !== 'open') return jumps.replaceChildren(); // its times are of one opening
  const clock = await wire.get('clock');
  times.set(clock.now);
  jumps.replaceChildren(heading('jumps', 'Move the clock'), text('p', 'quiet', 'Only the playground has this. It goes forward only.'),
    ...clock.jumps.map(jump));
  keys.enter(jumps);
});

function jump({label, at}) {
  const b = text('button', 'button', label);
  b.type = 'button';
  b.append(text('small', 'quiet', times.full(new Date(at))));
  b.addEventListener('click', async () => {
    if (b.ariaBusy === 'true') return;
    b.ariaBusy = 'true'; // not disabled, which would lose the focus
    await wire.moveClock(at).catch((err) => b.replaceChildren(err.message));
    jumps.hidePopover();
  });
  return b;
}
