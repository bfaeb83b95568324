// The files of one visit: our own, which are offered to all, and with a directory those of others, which are saved there.

import { Transfers } from '../js/files/transfers.js';
import { FileError, readToSend, save } from './folder.mjs';
import { words } from './words.mjs';

const PAUSE_MS = 100;               // before new lines are looked at
const APART_MS = 1000;              // how far one has got is told no more often
const MOST_FILES = 1000;            // that are fetched in one visit
const MOST_HELD = 256 * 1024 * 1024; // bytes of our own, as long as they are offered

const KIND = 'file';

export class Files {
  #session; #transfers; #timers; #now; #tell; #onNews; #dir; #limit;
  #coming = new Map();              // key of a line -> { line, name, part, toldAt, isSaving }
  #done = new Set();                // what has been fetched, or is not to be
  #own = new Map();                 // id of an own line -> { line, part, toldAt, done, most }
  #count = 0; #bytes = 0;
  #timer = null;
  /** How many could not be sent, or saved. */
  failed = 0;

  /** `network` is a session's; `dir` is where files of others are saved, null for nowhere, `limit` how many bytes of them. `tell(event)` is told what becomes of them, `onNews()` too. */
  constructor({ session, network, now, tell, onNews, dir, limit }) {
    const { post, path, timers, random } = network;
    this.#session = session;
    this.#timers = timers;
    this.#now = now;
    this.#tell = tell;
    this.#onNews = onNews;
    this.#dir = dir;
    this.#limit = limit;
    this.#transfers = new Transfers({ session, post, path, timers, now, random, onNews: () => this.#look(), comesUnasked: (line) => this.#isWanted(line) });
  }

  /** Lines may have come or gone. */
  changed() {
    this.#timer ??= this.#timers.set(() => {
      this.#timer = null;
      this.#transfers.sync();
      this.#look();
    }, PAUSE_MS);
  }

  /** Nothing comes or goes any more: a promise of when all that was here is saved. What was still to come is told to be lost. */
  async end() {
    this.#timers.clear(this.#timer);
    for (const [key, entry] of this.#coming) if (!entry.isSaving) this.#lost(key, entry, 'late');
    this.#transfers.end();
    await Promise.allSettled([...this.#coming.values()].map(({ saved }) => saved));
  }

  /** Offers the file at that path to all: a promise of nothing. `showing()` is called right before its line is shown. */
  async offer(path, text, { fail, showing }) {
    try {
      const { blob, ...more } = await readToSend(path);
      const held = [...this.#own.values()].reduce((sum, { line }) => sum + line.content.file.size, 0);
      if (held + blob.size > MOST_HELD) throw new FileError(words.files.tooMuch);
      if (!await this.#transfers.offer(blob, { ...more, text }, () => showing() ?? true)) throw new FileError(words.files.notOffered(path));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.failed += 1;
      fail(error.message);
      return;
    }
    const line = this.#session.lines.findLast(({ own, kind, events }) => !events && own && kind === KIND);
    if (line) this.#own.set(line.id, { line, part: 0, toldAt: -Infinity, done: 0, most: 0 });
  }

  // ---- until when to wait ---------------------------------------------------

  /** Whether anybody still gets a file: we, or those who are here. */
  get isSettled() {
    return this.#coming.size === 0 && this.#transfers.isSettled && this.#timer === null && this.#isGiven;
  }

  /** A number that is another whenever somebody has got on. */
  get progress() {
    const parts = [...this.#coming.values(), ...this.#own.values()].reduce((sum, { part }) => sum + part, 0);
    return this.#done.size * 2 + parts;
  }

  /** How many of our own not everybody who is here has got, or nobody has. */
  get lacking() {
    return [...this.#own.values()].filter((each) => !this.#hasAll(each)).length;
  }

  get #isGiven() {
    return this.lacking === 0 || this.#session.others === 0;
  }

  #hasAll({ done, most }) {
    return most > 0 && done >= this.#session.others;
  }

  // ---- those of others ------------------------------------------------------

  #isWanted({ key, sender, own, content: { file } }) {
    const line = { key, sender, own, content: { file } }; // which stays what it is
    const mark = `${sender} ${file.id} ${file.hash} ${file.size}`;
    if (this.#dir === null || this.#done.has(mark)) return false;
    if (this.#transfers.of(line).phase === 'unfit') return this.#leave(line, 'unfit', mark);
    if (this.#coming.has(key) || [...this.#coming.values()].some((each) => each.mark === mark)) return false; // it comes already
    if (this.#count >= MOST_FILES || this.#bytes + file.size > this.#limit) return this.#leave(line, 'limit', mark);
    this.#count += 1;
    this.#bytes += file.size;
    this.#coming.set(key, { line, mark, part: 0, toldAt: this.#now(), isSaving: false });
    return true;
  }

  #leave(line, why, mark) {
    this.#remember(mark);
    this.#tellOf(line, { state: 'failed', why });
    return false;
  }

  #remember(mark) {
    this.#done.add(mark);
    if (this.#done.size > 10 * MOST_FILES) this.#done.delete(this.#done.values().next().value);
  }

  #tellOf({ key, sender, content: { file: { name } } }, more) {
    this.#tell({ type: 'file', from: sender, id: key.slice(sender.length + 1), file: { name }, ...more });
  }

  #look() {
    for (const [key, entry] of this.#coming) if (!entry.isSaving) this.#lookAt(key, entry);
    for (const [id, entry] of this.#own) this.#lookAtOwn(id, entry);
    this.#onNews();
  }

  #lookAt(key, entry) {
    const { phase, part, blob } = this.#transfers.of(entry.line);
    if (phase === 'here') entry.saved = this.#save(key, entry, blob);
    else if (phase === 'failed') this.#lost(key, entry, 'spoilt');
    else if (phase === 'offered') this.#lost(key, entry, 'gone'); // nobody offers it any more
    else this.#gotOn(entry, part, () => this.#tellOf(entry.line, { state: 'coming', part: entry.part }));
  }

  #gotOn(entry, part, tell) {
    if (part === entry.part) return;
    entry.part = part;
    if (this.#now() < entry.toldAt + APART_MS) return;
    entry.toldAt = this.#now();
    tell();
  }

  #lost(key, { line, mark }, why) {
    this.#coming.delete(key);
    if (why === 'spoilt') this.#remember(mark);
    this.#bytes -= line.content.file.size;
    this.#tellOf(line, { state: 'failed', why });
  }

  // At once: the file vanishes with its sender.
  async #save(key, entry, blob) {
    entry.isSaving = true;
    this.#remember(entry.mark);
    this.#transfers.release(entry.line);
    try {
      const path = await save(this.#dir, entry.line.content.file.name, blob);
      this.#tellOf(entry.line, { state: 'received', path, size: blob.size });
    } catch (error) {
      this.failed += 1;
      this.#tellOf(entry.line, { state: 'failed', why: 'save', code: error.code ?? error.message });
    }
    this.#coming.delete(key);
    this.#onNews();
  }

  // ---- our own --------------------------------------------------------------

  #lookAtOwn(id, entry) {
    const { phase, part, done = 0, takers = 0 } = this.#transfers.of(entry.line);
    if (phase === 'unfit') { // withdrawn
      this.#own.delete(id);
      return;
    }
    const tell = () => this.#tell({ type: 'file', own: true, id, file: { name: entry.line.content.file.name }, state: 'given', part: entry.part, by: entry.done, of: takers });
    if (done === entry.done) {
      this.#gotOn(entry, part, tell);
      return;
    }
    Object.assign(entry, { done, part, most: Math.max(done, entry.most), toldAt: this.#now() });
    tell();
  }
}
