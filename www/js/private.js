// Wires private rooms together. It is loaded when one is opened, and is given what the page has anyway.

import { admissionOf } from './crypto/admission.js';
import { fingerprint, newIdentity } from './crypto/identity.js';
import { SECRET_BYTES, readLink, writeLink } from './crypto/link.js';
import { random } from './crypto/primitives.js';
import { suite } from './packages/hpke.js';
import { PrivateSession } from './private/private-session.js';
import { InviteDialog } from './view/private/invite-dialog.js';
import { PasswordDialog } from './view/private/password-dialog.js';

export class PrivateRooms {
  #parts; #page; #invite;
  #session = null;
  #link = null;             // of the room that was opened last
  #isNew = false;

  /** `parts`: the classes of the page (private-session.js). `page`: { announce(sentence), setLink(show) } of its header. */
  constructor(parts, page) {
    this.#parts = parts;
    this.#page = page;
    this.#invite = new InviteDialog({
      address: () => `${location.origin}${location.pathname}${location.search}${this.#link}`,
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

  /** The page is in another room, or in none. */
  left() {
    this.#session = null;
    this.#page.setLink(null);
    this.#invite.close();
  }

  async #openNew() {
    const identity = await newIdentity();
    const link = { secret: random(SECRET_BYTES), opener: await fingerprint(identity.publicKey), room: null };
    return this.#made(link, await admissionOf(link), { identity, isNew: true });
  }

  async #openLink(fragment, isWanted) {
    const link = readLink(fragment);
    if (link.fault) return { refusal: link.fault };
    if (!link.check) return this.#made(link, await admissionOf(link));
    const admission = await new PasswordDialog().ask(async (password) => {
      const opened = await admissionOf(link, password);
      return opened.check === link.check ? opened : null;
    }, isWanted);
    return admission ? this.#made(link, admission) : { refusal: 'unanswered' };
  }

  #made(link, admission, { identity = null, isNew = false } = {}) {
    this.#link = writeLink({ ...link, check: admission.check });
    this.#isNew = isNew;
    const parts = this.#parts;
    return { makeSession: (options) => new PrivateSession({ ...options, parts, suite, admission, identity }) };
  }
}
