// The one place that talks to the server.

export const me = new URLSearchParams(location.search).get('as') ?? 'ana';
const own = crypto.randomUUID(); // this window

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const pauses = [300, 700, 1500, 3000, 5000, 8000, 8000, 8000];

async function post(path, body) {
  const response = await fetch(path, {method: 'POST', body: JSON.stringify(body)});
  const answer = await response.json().catch(() => ({error: 'This window’s key is no longer good. Use the link that was printed last.'}));
  if (!response.ok) throw Object.assign(new Error(answer.error), {status: response.status});
  return answer;
}

export async function get(path) {
  const response = await fetch(`/api/${path}?as=${me}`);
  if (!response.ok) throw Object.assign(new Error(await response.text()), {status: response.status});
  return response.json();
}

// act tells what the person did. Where the connection drops it is sent again with the same id, so that it counts once.
export async function act(what, onTrouble = () => {}) {
  const body = {id: crypto.randomUUID(), as: me, window: own, ...what};
  for (const pause of [...pauses, 0]) {
    try {
      return await post('/api/act', body);
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
  for (const [name, take] of Object.entries(on)) {
    source.addEventListener(name, (e) => take(JSON.parse(e.data)));
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
