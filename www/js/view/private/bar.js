// What the bar on top has more in a private room: a way to invite others, one to what can be done with the room, and whether it is locked.

import { make } from '../elements.js';
import { words } from '../../words/en-private.js';
import { makeButton } from '../button.js';
import { makePicture } from '../picture.js';

const INVITE = 'M10 8a3.5 3.5 0 1 0-7 0 3.500 3.500 0 0 0 7 0M.5 19.500c.5-3.600 2.800-5.500 6-5.500s5.500 1.900 6 5.500M18 8.500v7M14.500 12h7';
const ROOM = 'M11 5.500a1 1 0 1 0 2 0a1 1 0 1 0-2 0M11 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M11 18.500a1 1 0 1 0 2 0a1 1 0 1 0-2 0';
const LOCKED = 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3M12 15v1.500';

function makeAction(drawn, label, call) {
  const action = makeButton('', call, 'action');
  action.setAttribute('aria-haspopup', 'dialog');
  action.append(makePicture(drawn), make('span', '', label));
  return action;
}

export class Bar {
  #part; #invite; #room;
  #former = null; // what a sentence was before

  /** `part`: { room, copyLink, people, scope, aboutRoom, aboutServer } of the page; `onInvite()` and `onRoom()` are called when they are asked for. */
  constructor(part, { onInvite, onRoom }) {
    this.#part = part;
    this.#invite = makeAction(INVITE, words.bar.invite, onInvite);
    this.#invite.id = 'invite';
    this.#room = makeAction(ROOM, words.bar.room, onRoom);
    this.#room.id = 'this-room';
  }

  show() {
    const { copyLink, people, aboutRoom, aboutServer } = this.#part;
    this.#former ??= aboutServer.textContent;
    copyLink.before(this.#invite);
    people.after(this.#room);
    aboutRoom.textContent = words.about.room;
    aboutServer.textContent = words.about.server;
    document.body.classList.add('in-private');
  }

  /** Whether nobody else is here: then inviting is what is to be done. */
  set isAlone(isAlone) {
    this.#invite.classList.toggle('main', isAlone);
  }

  /** `canInvite`: there is a link; `title` is what the room is called. */
  refresh({ isLocked, canInvite, title }) {
    this.#part.room.textContent = title;
    const label = isLocked ? words.bar.locked : words.bar.room;
    const [picture, text] = this.#room.children;
    if (text.textContent !== label) {
      picture.replaceWith(makePicture(isLocked ? LOCKED : ROOM));
      text.textContent = label;
    }
    this.#part.scope.textContent = isLocked ? words.scope.locked : words.scope.open;
    this.#part.scope.classList.toggle('locked', isLocked);
    this.#invite.hidden = !canInvite;
  }

  hide() {
    this.#invite.remove();
    this.#room.remove();
    this.#part.scope.classList.remove('locked');
    if (this.#former !== null) this.#part.aboutServer.textContent = this.#former;
    document.body.classList.remove('in-private');
  }
}
