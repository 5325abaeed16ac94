// The one place that talks to the server.

export const me = new URLSearchParams(location.search).get('as') ?? 'ana';
const own = crypto.randomUUID(); // this window

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const pauses = [300, 700, 1500, 3000, 5000, 8000, 8000, 8000];

const post = (path, body) => ask(path, {method: 'POST', body: JSON.stringify(body)});

async function ask(path, how) {
  const response = await fetch(path, how);
  const answer = await response.json().catch(() => ({error: 'This window’s key is no longer good. Use the link that was printed last.'}));
  if (!response.ok) throw Object.assign(new Error(answer.error), {status: response.status});
  return answer;
}

export const get = (path) => patiently(() => ask(`/api/${path}?as=${me}`));

// act tells what the person did. Where the connection drops it is sent again with the same id, so that it counts once.
export function act(what, onTrouble) {
  const body = {id: crypto.randomUUID(), as: me, window: own, ...what};
  return patiently(() => post('/api/act', body), onTrouble);
}

// patiently tries again while nobody answers.
async function patiently(work, onTrouble = () => {}) {
  for (const pause of [...pauses, 0]) {
    try {
      return await work();
    } catch (err) {
      if (!pause || (err.status && err.status !== 503)) throw err;
      onTrouble();
      await wait(pause);
    }
  }
}

export const moveClock = (to) => post('/api/clock', {to});
export const takeNotes = (take) => post('/api/notes', {as: me, take});

// shows tells which step the dialog holds; nothing when it is closed.
export function shows(step = '', waiting = '') {
  post('/api/window', {as: me, window: own, step, waiting}).catch(() => {}); // said again when the stream opens
}

addEventListener('pagehide', () => navigator.sendBeacon('/api/window', JSON.stringify({as: me, window: own})));
addEventListener('pageshow', (e) => e.persisted && location.reload());

// listen follows the news from a cursor on. The browser comes back by itself after a lost connection, and says where it was.
export function listen(cursor, on, onOpen, onState) {
  const source = new EventSource(`/api/stream?as=${me}&window=${own}&after=${cursor}`);
  let lost;
  source.onopen = () => {
    clearTimeout(lost);
    lost = undefined;
    onState('');
    onOpen();
  };
  source.onerror = () => {
    lost ??= setTimeout(() => onState('The playground is away. This page goes on when it is back.'), 4000);
    if (source.readyState === EventSource.CLOSED) comeBack(source, on, onOpen, onState);
  };
  let turn = Promise.resolve(); // news that comes while the state is read anew waits for it
  for (const [name, take] of Object.entries(on)) {
    source.addEventListener(name, (e) => {
      turn = turn.then(() => take(JSON.parse(e.data))).catch((err) => {
        console.error(err);
        if (name === 'stale') comeBack(source, on, onOpen, onState); // the state could not be read
      });
    });
  }
}

// comeBack is for when the server answered, and with something else than a stream.
async function comeBack(source, on, onOpen, onState) {
  source.close();
  try {
    await get('clock');
  } catch (err) {
    if (err.status === 403) return onState('This window’s key is no longer good. Use the link that was printed last.');
  }
  await wait(2000);
  listen('', on, onOpen, onState);
}
