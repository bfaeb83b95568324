// Two people make sure that nobody stands between them: they compare twelve words, by voice or by scanning each other's QR code.

import { make, makeSentence } from '../../elements.js';
import { words } from '../../../words/en-private-dialogs.js';
import { makeAnswers, makeButton } from '../../button.js';
import { makeDialog } from './dialog.js';
import { pictureOf } from './qr-picture.js';
import { Scanner } from './scanner.js';

const PREFIX = 'otc1-compare:';
const BASE = 2048n; // each number stands for one of so many words
const DIGITS = 33;  // of twelve numbers, in hexadecimal

const codeOf = (numbers) => PREFIX + numbers.reduce((all, number) => all * BASE + BigInt(number), 0n).toString(16).padStart(DIGITS, '0');

export class CompareDialog {
  #dialog = makeDialog();
  #find; #numbersWith; #load; #verify; #announce;
  #result = make('p', 'result');
  #same; #place; #scan;
  #scanner = null;
  #id = null;
  #key = null; // whose words these are, also when they have gone

  /**
   * `find(id)` is one of the session's people; `numbersWith(id)` gives a promise of `{ numbers, key }`, twelve numbers and whose they are; `load`: { words(), qrCode(), qrReader() }, promises of the
   * list of words, of what makes a code, and of what reads one; `verify(key, isVerified)`.
   */
  constructor({ find, numbersWith, load, verify, announce }) {
    this.#find = find;
    this.#numbersWith = numbersWith;
    this.#load = load;
    this.#verify = verify;
    this.#announce = announce;
    this.#result.setAttribute('role', 'status');
    this.#dialog.onClose(() => this.#end());
  }

  async show(id) {
    this.#id = id;
    const { name } = this.#find(id) ?? { name: '' };
    this.#dialog.title = words.compare.title(name);
    this.#dialog.content = [make('p', '', words.loading)];
    this.#dialog.show();
    try {
      const [list, theirs] = await Promise.all([this.#load.words(), this.#numbersWith(id)]);
      if (this.#id !== id) return;
      this.#key = theirs?.key;
      if (theirs) this.#showWords(name, list, theirs.numbers);
      else this.#dialog.content = [make('p', '', words.person.gone)];
    } catch { // the network
      if (this.#id === id) this.#dialog.content = [make('p', '', words.compare.missing)];
    }
  }

  close() {
    this.#dialog.close();
  }

  #end() {
    this.#stopScanning();
    this.#id = null;
    this.#dialog.content = [];
  }

  // ---- what is compared -----------------------------------------------------

  #showWords(name, list, numbers) {
    const twelve = make('ol', 'twelve');
    twelve.lang = 'en'; // in every language of the page
    twelve.setAttribute('aria-label', words.compare.label);
    for (const number of numbers) twelve.append(make('li', '', list[number]));
    this.#result.textContent = '';
    this.#place = make('div', 'qr-place');
    this.#scan = makeButton(words.compare.scan, () => (this.#scanner ? this.#stopScanning() : this.#startScanning(codeOf(numbers))));
    this.#same = makeButton(words.compare.same, () => this.#isSame(name), 'small main');
    const differ = makeButton(words.compare.differ, () => this.#showWarning(name, () => this.#showWords(name, list, numbers)));
    const isVerified = this.#find(this.#id)?.isVerified ?? false;
    const answers = isVerified
      ? [make('p', 'done-sign', words.compare.done), makeAnswers(this.#scan, makeButton(words.compare.undo, () => this.#takeBack(name, list, numbers)))]
      : [makeAnswers(this.#same, differ, this.#scan)];
    this.#dialog.content = [make('p', '', words.compare.explanation), twelve, this.#result, ...answers, this.#place];
    if (isVerified) this.#scan.focus();
    else this.#same.focus();
    this.#showCode(codeOf(numbers));
  }

  async #showCode(code) {
    const place = this.#place;
    try {
      const modulesOf = await this.#load.qrCode();
      if (place === this.#place && !this.#scanner) place.replaceChildren(pictureOf(modulesOf(code), words.compare.qrCode));
    } catch { /* the network; the words are there without it */ }
  }

  // ---- what has come out ----------------------------------------------------

  #isSame(name) {
    this.#verify(this.#key, true);
    this.close();
    this.#announce(words.compare.verified(name));
  }

  #takeBack(name, list, numbers) {
    this.#verify(this.#key, false);
    this.#showWords(name, list, numbers);
  }

  #showWarning(name, back) {
    this.#stopScanning();
    this.#verify(this.#key, false);
    const warning = make('p', 'alert');
    warning.setAttribute('role', 'alert');
    warning.append(...makeSentence(words.compare.warning(name)));
    const again = makeButton(words.compare.back, back);
    this.#dialog.content = [warning, makeAnswers(again)];
    again.focus();
  }

  // ---- by camera ------------------------------------------------------------

  async #startScanning(code) {
    const scanner = new Scanner((text) => this.#scanned(text, code));
    this.#scanner = scanner;
    this.#scan.textContent = words.compare.stop;
    this.#result.textContent = words.compare.aim;
    try {
      const textIn = await this.#load.qrReader();
      if (this.#scanner !== scanner) return;
      this.#place.replaceChildren(scanner.picture);
      await scanner.start(textIn);
    } catch { // there is none, or nobody lets us use it
      if (this.#scanner !== scanner) return;
      this.#stopScanning();
      this.#result.textContent = words.compare.noCamera;
      this.#showCode(code);
    }
  }

  #scanned(text, code) {
    this.#result.className = 'result';
    if (!text.startsWith(PREFIX)) {
      this.#result.textContent = words.compare.other;
      return;
    }
    const isSame = text === code;
    this.#stopScanning();
    this.#result.textContent = isSame ? words.compare.isSame : words.compare.isNotSame;
    this.#result.classList.add(isSame ? 'good' : 'bad');
    this.#showCode(code);
    if (isSame && this.#same.isConnected) this.#same.focus();
  }

  #stopScanning() {
    this.#scanner?.stop();
    this.#scanner = null;
    if (!this.#scan) return;
    this.#scan.textContent = words.compare.scan;
    if (this.#result.textContent === words.compare.aim) this.#result.textContent = '';
  }
}
