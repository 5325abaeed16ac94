// What keys do beside what a browser does by itself.

// toolbar makes a row of buttons one stop of Tab: the arrows go along it, Home and End to its ends.
export function toolbar(row) {
  const buttons = [...row.querySelectorAll('button')];
  buttons.forEach((b, i) => { b.tabIndex = i ? -1 : 0; });
  row.addEventListener('keydown', (e) => {
    const next = along(e.key, buttons.indexOf(e.target), buttons.length);
    if (next === undefined) return;
    e.preventDefault();
    for (const b of buttons) b.tabIndex = -1;
    buttons[next].tabIndex = 0;
    buttons[next].focus();
  });
}

function along(key, at, count) {
  switch (key) {
    case 'ArrowRight': return (at + 1) % count;
    case 'ArrowLeft': return (at + count - 1) % count;
    case 'Home': return 0;
    case 'End': return count - 1;
  }
}

// enter moves the focus into what has just come up. The browser gives it back to where it was.
export function enter(popover) {
  popover.querySelector('a, button')?.focus();
}
