// How others come in: the link to a private room, to be copied, passed on by the system's share sheet, or shown as a QR code; a password
// for it; links for one person.

import { make } from '../../elements.js';
import { words } from '../../../words/en-private-dialogs.js';
import { copy } from './copying.js';
import { makeAnswers, makeButton } from '../../button.js';
import { makeDialog, makeField, makePasswordField } from './dialog.js';
import { Invitations } from './invitations.js';
import { pictureOf } from './qr-picture.js';

export class InviteDialog {
  #address; #announce; #loadQrCode; #protect;
  #dialog; #explanation; #link; #copy; #picture; #protection; #password; #invitations;

  /**
   * `address(fragment)` is the whole link, `announce(sentence)` says something to those who hear the page, `loadQrCode()` gives a promise of the function that
   * makes one, `protect(password)` starts the room anew. `invitations`: { make(), withdraw(fragment) }, see Invitations.
   */
  constructor({ address, announce, loadQrCode, protect, invitations }) {
    this.#address = address;
    this.#announce = announce;
    this.#loadQrCode = loadQrCode;
    this.#protect = protect;
    this.#invitations = new Invitations({ ...invitations, address, announce });
    this.#explanation = make('p');
    const [label, link] = makeField(words.invite.link, 'text');
    label.className = 'visually-hidden';
    link.readOnly = true;
    this.#link = link;
    this.#copy = makeButton(words.invite.copy, () => this.#copyLink(), 'small main');
    this.#picture = make('div', 'qr-place');
    const share = navigator.share ? [makeButton(words.invite.share, () => this.#share())] : [];
    this.#dialog = makeDialog(words.invite.title, [
      this.#explanation, label, link, makeAnswers(this.#copy, ...share), this.#picture, make('p', 'aside', words.invite.history),
      this.#makeProtection(), this.#invitations.part,
    ]);
    this.#dialog.onCopy((event) => this.#onCopy(event));
    this.#dialog.onClose(() => this.#forget());
  }

  /** `link` is its fragment, `isGuarded` whether it needs a password, `isAlone` whether nobody else is in; `invitations` as of the session's state. */
  show(state) {
    this.#dialog.show(this.#copy);
    this.refresh(state);
  }

  refresh({ link, isGuarded, isAlone, invitations }) {
    this.#invitations.refresh(invitations);
    if (!this.#dialog.isOpen) return;
    this.#explanation.textContent = isGuarded ? words.invite.guarded : words.invite.explanation;
    this.#protection.hidden = !isAlone || isGuarded;
    const address = this.#address(link);
    if (this.#link.value === address) return;
    this.#link.value = address;
    this.#showCopied(false);
    this.#showPicture();
  }

  close() {
    this.#dialog.close();
    this.#invitations.clear();
  }

  #forget() {
    this.#link.value = '';
    this.#password.value = '';
    this.#picture.replaceChildren();
  }

  // ---- the link -------------------------------------------------------------

  async #copyLink() {
    if (await copy(this.#link.value)) return this.#showCopied(true);
    this.#link.select();
    this.#announce(words.invite.selected);
  }

  #showCopied(isCopied) {
    this.#copy.textContent = isCopied ? words.invite.copied : words.invite.copy;
    this.#copy.classList.toggle('copied', isCopied);
    if (isCopied) this.#announce(words.invite.copied);
  }

  // The keys for copying do so wherever one is, unless something else is selected.
  #onCopy(event) {
    if (event.target.localName === 'input' || String(getSelection())) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', this.#link.value);
    this.#showCopied(true);
  }

  async #share() {
    try {
      await navigator.share({ url: this.#link.value });
    } catch { /* they thought better of it */ }
  }

  async #showPicture() {
    const address = this.#link.value;
    try {
      const modulesOf = await this.#loadQrCode();
      if (address === this.#link.value) this.#picture.replaceChildren(pictureOf(modulesOf(address), words.invite.qrCode));
    } catch { /* the network; the link is there without it */ }
  }

  // ---- a password -----------------------------------------------------------

  #makeProtection() {
    const { input, parts } = makePasswordField(words.protect, () => this.#start());
    this.#password = input;
    this.#protection = make('details', 'more');
    this.#protection.append(make('summary', '', words.protect.title), make('p', '', words.protect.explanation), ...parts,
      makeAnswers(makeButton(words.protect.do, () => this.#start())));
    return this.#protection;
  }

  #start() {
    if (this.#password.value === '') return this.#password.focus();
    this.#protect(this.#password.value);
  }
}
