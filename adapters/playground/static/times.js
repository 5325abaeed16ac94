// Times in the persona's own zone, and the playground's clock.

let zone = 'UTC';
let ahead = 0; // of the browser's clock, in milliseconds
let formats = {};

export function open(person, now) {
  zone = person.zone || 'UTC';
  const day = {weekday: 'short', day: 'numeric', month: 'short'};
  const clock = {hour: '2-digit', minute: '2-digit'};
  const format = (parts) => new Intl.DateTimeFormat('en-GB', {timeZone: zone, ...parts});
  formats = {
    clock: format(clock), day: format(day), full: format({...day, ...clock}),
    long: format({...day, ...clock, year: 'numeric', timeZoneName: 'short'}),
  };
  set(now);
}

export function set(now) {
  ahead = now - Date.now();
  tick();
}

export const now = () => new Date(Date.now() + ahead);
export const day = (date) => formats.day.format(date);
export const full = (date) => formats.full.format(date).replace(',', '');

// show writes every time below an element as its reader would.
export function show(root) {
  for (const t of root.querySelectorAll('time[data-style]')) {
    const date = new Date(t.dateTime);
    t.textContent = t.dataset.style === 'full' ? full(date) : formats.clock.format(date);
    t.title = formats.long.format(date);
  }
}

function tick() {
  const label = document.getElementById('now');
  const text = full(now());
  if (label.textContent !== text) label.textContent = text;
  label.parentElement.hidden = false;
}

setInterval(() => formats.full && tick(), 1000);
