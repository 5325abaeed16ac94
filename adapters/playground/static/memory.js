// What this browser remembers for one persona of one playground: drafts, and what was seen.

let prefix = '';

export function open(house, person) {
  prefix = `cackle/${house}/${person}/`;
}

export function load(key) {
  try {
    return JSON.parse(localStorage.getItem(prefix + key)) ?? {};
  } catch { // storage switched off, or not ours
    return {};
  }
}

export function save(key, value) {
  try {
    localStorage.setItem(prefix + key, JSON.stringify(value));
  } catch { /* full or switched off: the page works without */ }
}

// Drafts are bounded: the oldest of more than forty goes.
const mostDrafts = 40;

export function draft(id) {
  return load('drafts')[id];
}

export function saveDraft(id, value) {
  const drafts = load('drafts');
  delete drafts[id]; // so that the newest stands last
  if (value !== undefined) drafts[id] = value;
  for (const old of Object.keys(drafts).slice(0, -mostDrafts)) delete drafts[old];
  save('drafts', drafts);
}
