// The bar on top: which room this is, whether there is a connection, and the room's link.

import { LOBBY, newRoomFragment } from './room.js';
import { statusSentence, countdownSentence } from './wording.js';

const LOBBY_SCOPE = 'Public: anyone can read along';
const ROOM_SCOPE = 'Anyone with the link can read';
const LOBBY_ABOUT = 'This is the lobby. Whoever opens this page reads along and can write, so say nothing here that is not for everyone. For a talk among a few, open a new room and pass on its link.';
const ROOM_ABOUT = 'Whoever has the link to this room, or guesses its name, reads along and can write. Rooms are not encrypted yet: the server could read them too.';

export class Header {
  #part;
  #ticking = null;
  #said = '';

  /** `part`: the elements by their ids; `announce(sentence)` says something to those who hear the page. */
  constructor(part, { onRetry, announce }) {
    this.#part = part;
    part.retry.addEventListener('click', onRetry);
    part.copyLink.addEventListener('click', () => this.#copyLink(announce));
    part.signIn.href = './'; // without the room, which is nobody's business there
    part.linkClose.addEventListener('click', () => part.linkDialog.close());
  }

  showRoom(room) {
    const inLobby = room === LOBBY;
    this.#part.room.textContent = inLobby ? 'Lobby' : `#${room}`;
    this.#part.room.title = inLobby ? '' : `#${room}`;
    this.#part.scope.textContent = inLobby ? LOBBY_SCOPE : ROOM_SCOPE;
    this.#part.aboutRoom.textContent = inLobby ? LOBBY_ABOUT : ROOM_ABOUT;
    this.#part.newRoom.href = newRoomFragment();
    this.#part.copyLink.hidden = false;
    this.#part.refusal.hidden = true;
  }

  showRefusal(refusal) {
    this.#part.room.textContent = 'No such room';
    this.#part.scope.textContent = '';
    this.#part.aboutRoom.textContent = '';
    this.#part.newRoom.href = newRoomFragment();
    this.#part.copyLink.hidden = true;
    this.#part.refusal.hidden = false;
    this.#part.refusalText.textContent = refusal;
    this.showStatus({ phase: 'refused', refusal: 'Not connected' });
  }

  showStatus(status) {
    clearInterval(this.#ticking);
    const sentence = statusSentence(status);
    this.#part.status.dataset.phase = status.phase;
    this.#part.present.hidden = status.phase !== 'online'; // who is here now is not known then
    if (sentence !== this.#said) this.#part.statusText.textContent = sentence; // the same is not said twice
    this.#said = sentence;
    this.#part.countdown.textContent = '';
    this.#part.signIn.hidden = status.reason !== 'portal';
    this.#part.retry.hidden = status.phase !== 'waiting' || status.reason === 'limited';
    if (status.phase !== 'waiting') return;
    const tick = () => { this.#part.countdown.textContent = countdownSentence(status.retryAt - Date.now()); };
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
    const label = this.#part.copyLink.querySelector('span');
    label.textContent = 'Copied';
    announce('Link copied');
    setTimeout(() => { label.textContent = 'Copy link'; }, 2000);
  }
}
