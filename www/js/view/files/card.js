// What a line shows of its file, below its words: the picture, the name and the size, how far it has come, and what can be done with it.

import { files as words } from '../../words/en-files.js';
import { makeLabelledButton } from '../button.js';
import { make } from '../elements.js';
import { isSound, SOUNDS } from '../../files/sounds.js';
import { shown } from './pictures.js';

const HEAD_BYTES = 16;

export class Card {
  element = make('div', 'file');
  #line; #act; #pictures;
  #picture = make('div', 'file-picture');
  #state = make('span', 'file-state');
  #progress = make('progress');
  #actions = make('span', 'file-actions');
  #name = make('span');
  #shownAs = '';
  #addresses = [];
  #blob = null;          // what is here
  #isOver = false;

  /** `act`: { get, stop, withdraw }, of the line; `pictures` are the types that are shown. */
  constructor(line, act, pictures) {
    this.#line = line;
    this.#act = act;
    this.#pictures = pictures;
    const { name, size } = line.content.file;
    const about = make('p', 'file-about');
    about.append(this.#name, words.size(size));
    this.#name.append(make('bdi', 'file-name', name), ' · ');
    this.#progress.max = 1;
    this.#progress.setAttribute('aria-label', (line.own ? words.giving : words.receiving)(name));
    const row = make('div', 'file-row');
    row.append(this.#progress, this.#state, this.#actions);
    this.#picture.hidden = true;
    this.element.append(this.#picture, about, row);
  }

  /** How it is by now (Transfers.of). */
  refresh(state) {
    const { phase, part, done = 0, takers = 0 } = state;
    const isMoving = ['waiting', 'coming', 'checked'].includes(phase) || (phase === 'given' && done < takers);
    this.#progress.hidden = !isMoving;
    this.#progress.value = part;
    this.#state.textContent = this.#wordsOf(state);
    const { text, file: { name } } = this.#line.content;
    this.#name.hidden = text === name; // then it stands above
    this.#picture.querySelector('[aria-label]')?.setAttribute('aria-label', text);
    if (state.blob && state.blob !== this.#blob) this.#came(state.blob);
    const shownAs = `${phase} ${isMoving}`;
    if (shownAs === this.#shownAs) return; // a button that is pressed stays
    this.#shownAs = shownAs;
    const hadFocus = this.#actions.contains(document.activeElement);
    this.#actions.replaceChildren(...this.#actionsFor(state, isMoving));
    if (hadFocus) this.#actions.querySelector('button, a')?.focus();
  }

  /** The line has gone. */
  end() {
    this.#isOver = true;
    for (const address of this.#addresses) URL.revokeObjectURL(address);
    this.element.remove();
  }

  #wordsOf({ phase, part, done, takers }) {
    if (phase === 'coming') return words.coming(part);
    if (phase === 'given') return words.given(done, takers);
    if (phase === 'offered') return this.#line.own ? words.offered : '';
    return { waiting: words.waiting, checked: words.checked, stopped: words.stopped, failed: words.lost, unfit: words.unfit }[phase] ?? '';
  }

  #actionsFor({ phase }, isMoving) {
    const { file: { name } } = this.#line.content;
    if (this.#line.own) return isMoving ? [makeLabelledButton(words.withdraw, `${words.withdraw} ${name}`, this.#act.withdraw)] : [];
    if (phase === 'here') return [this.#saving(name)];
    if (['waiting', 'coming'].includes(phase)) return [makeLabelledButton(words.stop, words.stopOf(name), this.#act.stop)];
    if (['offered', 'stopped', 'failed'].includes(phase)) return [makeLabelledButton(phase === 'failed' ? words.getAgain : words.get, words.getOf(name), this.#act.get)];
    return [];
  }

  // What it says of its type counts for nothing when it is saved: nothing opens it by itself.
  #saving(name) {
    const link = make('a', 'small', words.save);
    link.href = this.#address(new Blob([this.#blob], { type: 'application/octet-stream' }));
    link.download = name;
    link.setAttribute('aria-label', words.saveOf(name));
    return link;
  }

  async #came(blob) {
    this.#blob = blob;
    const { text, file } = this.#line.content;
    const isHeard = SOUNDS.includes(file.type);
    if (!isHeard && !this.#pictures.includes(file.type)) return;
    const small = isHeard ? await this.#playerOf(blob, file.type) : await shown(blob, file.type);
    if (small?.address) this.#addresses.push(small.address);
    if (this.#isOver) return this.end(); // meanwhile
    if (!isHeard) small?.element.setAttribute('role', 'img');
    small?.element.setAttribute('aria-label', text);
    this.#picture.replaceChildren(small?.element ?? make('p', 'file-state', words.notShown));
    this.#picture.hidden = false;
  }

  async #playerOf(blob, type) {
    const head = new Uint8Array(await blob.slice(0, HEAD_BYTES).arrayBuffer());
    if (!isSound(head, type)) return null;
    const address = URL.createObjectURL(new Blob([blob], { type }));
    return { element: Object.assign(make('audio'), { src: address, controls: true, preload: 'metadata' }), address };
  }

  #address(blob) {
    const address = URL.createObjectURL(blob);
    this.#addresses.push(address);
    return address;
  }
}
