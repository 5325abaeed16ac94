// What is on its way: a text that was sent keeps its id until the server has answered, so that it is there once, even where the
// page was loaded anew in between or the text is sent again by hand.

import * as memory from './memory.js';

// id is that of this text on its way from this box: the same as before, where the same text was sent and not answered.
export function id(box, text, at) {
  const all = memory.load('sending');
  if (all[box]?.text !== text) all[box] = {id: crypto.randomUUID(), text, at};
  memory.save('sending', all);
  return all[box].id;
}

// done forgets what was answered, and the draft that it was.
export function done(box) {
  const all = memory.load('sending');
  delete all[box];
  memory.save('sending', all);
  memory.saveDraft(box, undefined);
}

// arrived gives what is on its way and has been posted: the answer is still to be had, with the same id. What has not been
// posted stays in its box.
export function arrived(posted) {
  const keys = new Set(posted.map((v) => v.key));
  return Object.entries(memory.load('sending')).filter(([, sent]) => keys.has(`act ${sent.id}`));
}
