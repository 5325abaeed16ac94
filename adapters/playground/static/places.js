// The sidebar: which places there are, where one is, and where something is new.

import * as memory from './memory.js';
import {me} from './wire.js';

// The names of places that are no channel, as they stand after # in the address.
export const direct = 'direct';
export const home = 'mine';

export const of = (view) => view.at.channel || direct;

// here reads the address: #drills, #drills/m12 with a thread open, #direct, #mine.
export function here(state) {
  const [place, thread = ''] = decodeURIComponent(location.hash.slice(1)).split('/');
  const known = [...state.channels, direct, home].includes(place);
  return {place: known ? place : state.channels[0], thread: known ? thread : ''};
}

export const titles = {[direct]: '🐔 Cackle', [home]: 'My drills'};
export const title = (place) => titles[place] ?? `# ${place}`;

export function draw(state, place, unread) {
  const link = (name) => {
    const a = Object.assign(document.createElement('a'), {href: `#${name}`, textContent: title(name)});
    if (name === place) a.setAttribute('aria-current', 'page');
    if (unread.has(name)) a.append(dot());
    const li = document.createElement('li');
    li.append(a);
    return li;
  };
  document.getElementById('channels').replaceChildren(...state.channels.map(link));
  document.getElementById('private').replaceChildren(link(direct), link(home));
  document.title = `${unread.size ? `(${unread.size}) ` : ''}${title(place)} · ${state.me.name} · Cackle playground`;
}

function dot() {
  const d = Object.assign(document.createElement('span'), {className: 'dot'});
  d.innerHTML = '<span class="unseen">, something new</span>';
  return d;
}

// unread are the places with a message of somebody else's that is newer than the last one seen there.
export function unread(views) {
  const seen = memory.load('seen');
  return new Set([...views].filter((v) => v.by !== me && v.number > (seen[of(v)] ?? 0)).map(of));
}

export function markSeen(place, views) {
  const seen = memory.load('seen');
  seen[place] = Math.max(0, ...[...views].filter((v) => of(v) === place).map((v) => v.number));
  memory.save('seen', seen);
}
