// The connection dialog: what the network does, in words and one live picture, and a report to hand on.

import { connection as words } from '../../words/en-connection.js';
import { VERSION, checkCommand, readAbout } from './about.js';
import { makeContents } from './contents.js';
import { diagnose, report } from './diagnosis.js';
import { Timeline } from './timeline.js';

const REDRAW_MS = 500;
const COPIED_MS = 2000;

// Elements stay as long as their texts do, or a selection in them would be lost.
function showLines(list, lines, name) {
  const shown = [...list.children].map(({ textContent }) => textContent);
  if (shown.length === lines.length && shown.every((text, index) => text === lines[index])) return;
  list.replaceChildren(...lines.map((line) => {
    const element = document.createElement(name);
    element.textContent = line;
    return element;
  }));
}

// The files that this page was made of, as far as they say so.
function loadedFiles() {
  /** @type {NodeListOf<any>} */
  const parts = document.querySelectorAll('script[src], head > link[rel=stylesheet]');
  return [...[...parts].map(({ src, href }) => src || href), import.meta.url];
}

function rowOf(label) {
  const row = document.createElement('div');
  row.append(document.createElement('dt'), document.createElement('dd'));
  row.firstElementChild.textContent = label;
  return row;
}

export class Doctor {
  #part; #path; #timeline;
  #onOpen; #onClose;
  #status;
  #drawing = null;
  #about = {};

  /**
   * `part`: the dialog, which may be open already, and of its elements `said` and `more`. `path` tells facts and requests; `status` is the
   * transport's. `onOpen` and `onClose` are called when there is somebody to measure for, and when there is nobody any more.
   */
  constructor(part, { path, status, onOpen, onClose }) {
    this.#part = { ...part, ...makeContents(part.more) };
    this.#status = status;
    this.#path = path;
    this.#onOpen = onOpen;
    this.#onClose = onClose;
    this.#timeline = new Timeline(this.#part.picture);
    this.#part.copy.addEventListener('click', () => this.#copy());
    part.dialog.addEventListener('close', () => this.#closed());
    this.#part.command.textContent = checkCommand(document.baseURI);
    this.#showAbout();
  }

  /** The transport's status. */
  showStatus(status) {
    this.#status = status;
    if (this.#part.dialog.open) this.#show();
  }

  /** The dialog has been opened. */
  opened() {
    this.#part.more.hidden = false;
    this.#part.text.hidden = true;
    this.#part.notice.textContent = '';
    this.#show();
    this.#drawing = setInterval(() => this.#show(), REDRAW_MS);
    this.#onOpen();
    this.#readAbout();
  }

  #closed() {
    clearInterval(this.#drawing);
    this.#onClose();
  }

  #show() {
    const { facts } = this.#path;
    const { said, advice, rows } = diagnose(facts, this.#status);
    showLines(this.#part.said, said, 'p');
    showLines(this.#part.advice, advice, 'li');
    this.#part.advicePlace.hidden = advice.length === 0;
    this.#showRows(rows);
    this.#timeline.show(this.#path.requests, facts.now);
  }

  async #readAbout() {
    if (this.#about.hash) return;
    this.#about = await readAbout({
      version: VERSION, base: document.baseURI, loaded: loadedFiles(), fetch: (address, how) => fetch(address, how), subtle: globalThis.crypto?.subtle,
    });
    this.#showAbout();
  }

  #showAbout() {
    this.#part.version.textContent = words.about.version({ version: VERSION, ...this.#about });
  }

  #showRows(rows) {
    const { list } = this.#part;
    if (list.childElementCount !== rows.length) list.replaceChildren(...rows.map(([label]) => rowOf(label)));
    for (const [index, [, value]] of rows.entries()) {
      const shown = list.children[index].lastElementChild;
      if (shown.textContent !== value) shown.textContent = value;
    }
  }

  async #copy() {
    const text = report(this.#path.facts, this.#status);
    try {
      await navigator.clipboard.writeText(text);
    } catch { // not allowed, or not a secure context
      this.#part.text.hidden = false;
      this.#part.text.value = text;
      this.#part.text.select();
      return;
    }
    this.#part.notice.textContent = words.copied;
    setTimeout(() => { this.#part.notice.textContent = ''; }, COPIED_MS);
  }
}
