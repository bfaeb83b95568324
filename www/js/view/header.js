// The bar on top: which room this is, whether there is a connection, and the room's link.

import { words } from '../words/words.js';

const COPIED_MS = 2500;

export class Header {
  #part; #now;
  #ticking = null;
  #copied = null;
  #said = '';

  /** `part`: the elements by their ids; `now()` is the clock of `retryAt` in a status; `announce(sentence)` says something to those who hear the page. */
  constructor(part, { now, onRetry, announce }) {
    this.#part = part;
    this.#now = now;
    part.retry.addEventListener('click', onRetry);
    part.copyLink.addEventListener('click', () => this.#copyLink(announce));
    part.signIn.href = './'; // without the room, which is nobody's business there
    part.linkClose.addEventListener('click', () => part.linkDialog.close());
  }

  /** `name` is null for the lobby, '' for a room whose name tells people nothing, '#~' for a private room, which says more when it is loaded; `newRoom` is the fragment of a room that nobody knows. */
  showRoom(name, newRoom) {
    const kind = name === null ? 'lobby' : name === '#~' ? 'private' : 'room';
    const called = kind === 'room' && name ? `#${name}` : '';
    this.#part.room.textContent = called || words.header[kind];
    this.#part.room.title = called;
    this.#part.scope.textContent = words.header.scope[kind] ?? '';
    this.#part.aboutRoom.textContent = words.about[kind] ?? '';
    this.#part.newRoom.href = newRoom;
    this.#part.start.hidden = kind !== 'lobby';
    this.#part.copyLink.hidden = kind === 'private'; // its link is not the address
    this.#part.refusal.hidden = true;
  }

  /** `refusal`, one of words.refusal, says why there is no room. */
  showRefusal(refusal, newRoom) {
    this.#part.room.textContent = words.header.noRoom;
    this.#part.scope.textContent = '';
    this.#part.aboutRoom.textContent = '';
    this.#part.newRoom.href = newRoom;
    this.#part.start.hidden = true;
    this.#part.copyLink.hidden = true;
    this.#part.refusal.hidden = false;
    this.#part.refusalText.textContent = words.refusal[refusal] ?? '';
    this.#part.again.hidden = refusal !== 'unloaded';
  }

  showStatus(status) {
    clearInterval(this.#ticking);
    const sentence = words.status(status);
    this.#part.status.dataset.phase = status.phase;
    this.#part.present.hidden = status.phase !== 'online'; // who is here now is not known then
    if (sentence !== this.#said) this.#part.statusText.textContent = sentence; // the same is not said twice
    this.#said = sentence;
    this.#part.countdown.textContent = '';
    this.#part.signIn.hidden = status.reason !== 'portal';
    this.#part.retry.hidden = status.phase !== 'waiting' || status.reason === 'limited';
    if (status.phase !== 'waiting') return;
    const tick = () => { this.#part.countdown.textContent = words.countdown(status.retryAt - this.#now()); };
    tick();
    this.#ticking = setInterval(tick, 1000);
  }

  async #copyLink(announce) {
    try {
      await navigator.clipboard.writeText(location.href);
    } catch { // not allowed, or not a secure context
      this.#part.link.value = location.href;
      this.#part.linkDialog.showModal();
      this.#part.link.select();
      return;
    }
    announce(words.header.linkCopied);
    this.#showCopied(true);
    clearTimeout(this.#copied);
    this.#copied = setTimeout(() => this.#showCopied(false), COPIED_MS);
  }

  // On a narrow screen the button has no words, and shows them below itself for the moment.
  #showCopied(copied) {
    this.#part.copyLink.classList.toggle('done', copied);
    this.#part.copyLink.querySelector('span').textContent = copied ? words.header.copied : words.header.copyLink;
  }
}
