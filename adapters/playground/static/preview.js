// Follows the file: asks for the sheet every second while somebody looks, and keeps what was opened on it.

const sheet = document.getElementById('sheet');
const away = document.getElementById('away');

async function look() {
  if (document.visibilityState !== 'visible') return;
  const after = sheet.querySelector('[data-version]').dataset.version;
  const answer = await fetch(`sheet?${new URLSearchParams({after})}`);
  if (answer.status === 200) put(await answer.text());
  away.hidden = answer.ok;
}

// put keeps open what was, by its place; the reader stays where they are.
function put(html) {
  const open = [...sheet.querySelectorAll('details')].map((d) => d.open);
  const top = scrollY;
  sheet.innerHTML = html; // made by the server from templates that escape
  sheet.querySelectorAll('details').forEach((d, i) => { d.open = open[i] ?? false; });
  document.title = `${sheet.querySelector('h1').textContent} · preview`;
  scrollTo(0, top);
}

async function follow() {
  try {
    await look();
  } catch {
    away.hidden = false;
  }
  setTimeout(follow, 1000);
}

follow();
