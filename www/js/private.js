// Wires private rooms together. It is loaded when one is opened, and is given what the page has anyway.

import { entranceBy, entranceByInvitation } from './crypto/admission.js';
import { fingerprint, newIdentity } from './crypto/identity.js';
import { SECRET_BYTES, readLink } from './crypto/link.js';
import { random } from './crypto/primitives.js';
import { suite } from './packages/hpke.js';
import { PrivateSession } from './private/private-session.js';
import { InviteDialog } from './view/private/invite-dialog.js';
import { PasswordDialog } from './view/private/password-dialog.js';

export class PrivateRooms {
  #parts; #page; #invite;
  #session = null;
  #isNew = false;

  /** `parts`: the classes of the page (private-session.js). `page`: { announce(sentence), setLink(show) } of its header. */
  constructor(parts, page) {
    this.#parts = parts;
    this.#page = page;
    this.#invite = new InviteDialog({
      address: () => `${location.origin}${location.pathname}${location.search}${this.#session.state.link}`,
      announce: page.announce,
      loadQrCode: async () => (await import('./packages/qr-code.js')).modulesOf,
    });
  }

  /**
   * Opens the room of a fragment, or a new one without: a promise of `{ makeSession }`, or of `{ refusal }`. It asks for a password where the
   * link says so, as long as `isWanted()`.
   */
  async open({ link }, isWanted) {
    return link ? this.#openLink(link, isWanted) : this.#openNew();
  }

  /** A session that was made is under way. */
  entered(session) {
    this.#session = session;
    this.#page.setLink(() => this.#invite.show());
    if (this.#isNew) this.#invite.show();
  }

  /** Who may what has changed, or who knocks: `changes` of the type `room`. */
  refresh() {
  }

  /** We are to wait until somebody lets us in. */
  waits() {
  }

  /** The page is in another room, or in none. */
  left() {
    this.#session = null;
    this.#page.setLink(null);
    this.#invite.close();
  }

  async #openNew() {
    const identity = await newIdentity();
    const link = { secret: random(SECRET_BYTES), opener: await fingerprint(identity.publicKey), room: null };
    this.#isNew = true;
    return this.#made(await entranceBy(link), identity);
  }

  async #openLink(fragment, isWanted) {
    this.#isNew = false;
    const link = readLink(fragment);
    if (link.fault) return { refusal: link.fault };
    if (link.inviter) return this.#made(await entranceByInvitation(link));
    if (!link.check) return this.#made(await entranceBy(link));
    const entrance = await new PasswordDialog().ask(async (password) => {
      const opened = await entranceBy(link, password);
      return opened.check === link.check ? opened : null;
    }, isWanted);
    return entrance ? this.#made(entrance) : { refusal: 'unanswered' };
  }

  #made(entrance, identity = null) {
    const parts = this.#parts;
    return { makeSession: (options) => new PrivateSession({ ...options, parts, suite, entrance, identity }) };
  }
}
