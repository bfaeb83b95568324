// What is shown where the operator has turned rooms off: no way to them, and why an address opens none.

import { words } from '../words/en-turned-off.js';

const element = (id) => document.getElementById(id);

// There is no lobby to go to.
function leadToPrivate(way) {
  way.textContent = words.start;
  way.className = 'start';
  way.addEventListener('click', (event) => {
    event.preventDefault();
    element('private-room').click();
  });
}

/** `kind` is that of all rooms here, `public` or `private`. Puts what is said of that among `sentences`, which tell why there is no room. */
export function turnOff(kind, sentences) {
  element('new-room').hidden = kind === 'private';
  element('private-room').hidden = kind === 'public';
  if (kind === 'public') element('start').remove();
  Object.assign(sentences, words.refusal);
  const shown = element('refusal-text');
  if (!element('refusal').hidden && shown.textContent === '') shown.textContent = sentences[kind]; // it was not there yet
  if (kind !== 'private') return;
  element('about-server').textContent = words.server;
  leadToPrivate(document.querySelector('#refusal a'));
}
