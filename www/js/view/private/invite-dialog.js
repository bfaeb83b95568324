// The link to a private room, to be passed on: copied, by the system's share sheet, or as a QR code.

import { make } from '../elements.js';
import { words } from '../../words/en-private.js';
import { Dialog, makeButton, makeField } from './dialog.js';

const SVG = 'http://www.w3.org/2000/svg';
const MARGIN = 4; // modules, as the standard wants

function pictureOf(modules) {
  const size = modules.length + 2 * MARGIN;
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', words.invite.qrCode);
  svg.classList.add('qr-code');
  const path = document.createElementNS(SVG, 'path');
  const dark = modules.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x + MARGIN} ${y + MARGIN}h1v1h-1z`] : [])));
  path.setAttribute('d', dark.join(''));
  svg.append(path);
  return svg;
}

export class InviteDialog {
  #address; #announce; #loadQrCode;
  #dialog; #link; #copy; #picture;

  /** `address()` is the whole link, `announce(sentence)` says something to those who hear the page, `loadQrCode()` gives a promise of the function that makes one. */
  constructor({ address, announce, loadQrCode }) {
    this.#address = address;
    this.#announce = announce;
    this.#loadQrCode = loadQrCode;
    const [label, link] = makeField(words.invite.link, 'text');
    label.className = 'visually-hidden';
    link.readOnly = true;
    this.#link = link;
    this.#copy = makeButton(words.invite.copy, () => this.#copyLink(), 'small main');
    this.#picture = make('div', 'qr-place');
    const answers = make('div', 'answers');
    answers.append(this.#copy);
    if (navigator.share) answers.append(makeButton(words.invite.share, () => this.#share()));
    this.#dialog = new Dialog(words.invite.title, [
      make('p', '', words.invite.explanation), label, link, answers, this.#picture, make('p', 'aside', words.invite.history),
    ]);
  }

  show() {
    this.#link.value = this.#address();
    this.#copy.textContent = words.invite.copy;
    this.#dialog.show(this.#copy);
    this.#showPicture();
  }

  close() {
    this.#dialog.close();
    this.#link.value = '';
    this.#picture.replaceChildren();
  }

  async #copyLink() {
    try {
      await navigator.clipboard.writeText(this.#link.value);
    } catch { // not allowed
      this.#link.select();
      this.#announce(words.invite.selected);
      return;
    }
    this.#copy.textContent = words.invite.copied;
    this.#announce(words.invite.copied);
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
      if (address === this.#link.value) this.#picture.replaceChildren(pictureOf(modulesOf(address)));
    } catch { /* the network; the link is there without it */ }
  }
}
