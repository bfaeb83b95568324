// What an author gives to one who has not got it: the chain to read on with, and the lines that are missing, in messages that
// pass the path. The first names the state of the chain, and lines said after that come by themselves; the last says up to
// which number all have been given. What else is for them at that time goes along.

import { jsonSize } from '../chat/envelope.js';
import { Numbers } from './numbers.js';

const MOST_BYTES = 16_384;
const LEAST_BYTES = 256;
const AROUND = 1700;            // of a message: padding, state, and what is around
const MOST_TRIES = 3;

// How much may be said in a message of `most` bytes, as the server counts.
const plainOf = (most) => Math.max(LEAST_BYTES, Math.min(MOST_BYTES, Math.floor(most * 3 / 4) - AROUND));

/** As many lines as make up `most` bytes, at least one where there is one. */
function fitting(lines, most) {
  let bytes = 0;
  const first = lines.findIndex((line, index) => {
    bytes += jsonSize(line) + 1;
    return index > 0 && bytes > most;
  });
  return first < 0 ? lines : lines.slice(0, first);
}

export class Gifts {
  #author; #post; #sealTo;
  #jobs = new Map();          // person -> what is given to them at present

  /** `sealTo(id, content)` gives a promise of the message to one person, `post` is where it is put. */
  constructor({ author, post, sealTo }) {
    this.#author = author;
    this.#post = post;
    this.#sealTo = sealTo;
  }

  /**
   * Gives `to` what is not among the numbers `have` (Numbers.ranges), in place of what was still to be given. `reads` is the generation of the chain that
   * they have, null where they are to be told even if they have everything. `question` is which of their questions this answers.
   */
  give(to, have, { reads, question } = /** @type {{ reads?: any, question?: any }} */ ({})) {
    const held = Numbers.from(have);
    if (reads === this.#author.generation && held.hasAllTo(this.#author.count)) return;
    this.#post.drop('give', to);
    const job = { to, held, question, missing: [], count: 0, isBegun: false, passedOver: new Set(), tries: 0, share: 1, along: [...this.#jobs.get(to)?.along ?? []] };
    this.#jobs.set(to, job);
    this.#putNext(job);
  }

  /** Has the next message of what waits for `to` carry what `more()` then gives; `onSent()` or `onRefused()`, which may be missing, is called when it was sent or given up. Returns whether there is one. */
  carry(to, more, { onSent, onRefused } = /** @type {{ onSent?: () => void, onRefused?: (why: string) => void }} */ ({})) {
    if (!this.#post.isUnsealed('give', to)) return false;
    this.#jobs.get(to).along.push({ more, onSent, onRefused });
    return true;
  }

  /** They are not there any more. */
  forget(to) {
    this.#jobs.delete(to);
  }

  #putNext(job) {
    let [lines, carried] = [[], []];
    const make = (most) => {
      const state = job.isBegun ? {} : this.#begin(job);
      carried = [...job.along];
      const along = Object.assign({}, ...carried.map(({ more }) => more()));
      lines = fitting(job.missing, plainOf(most * job.share) - jsonSize(along));
      const isLast = lines.length === job.missing.length;
      return this.#sealTo(job.to, { ...along, give: { ...state, lines, ...(isLast ? { last: job.passedOver.size === 0, count: job.count, question: job.question } : {}) } });
    };
    const onSent = () => {
      for (const each of carried) each.onSent?.();
      job.missing = job.missing.slice(lines.length);
      Object.assign(job, { isBegun: true, tries: 0, share: 1, along: job.along.filter((each) => !carried.includes(each)) });
      if (this.#jobs.get(job.to) !== job) return;
      if (job.missing.length > 0) this.#putNext(job);
      else this.#jobs.delete(job.to);
    };
    this.#post.put({ what: 'give', to: job.to, make, onSent, onRefused: (why) => this.#refused(job, why, lines) });
  }

  // What there is to give is what there is when the chain's state is told: what is said later comes by itself.
  #begin(job) {
    const { count, ...state } = this.#author.state;
    job.missing = this.#author.linesBut((no) => job.held.has(no) || job.passedOver.has(no));
    job.count = count;
    return state;
  }

  // Sealed anew it is other bytes, and half as much may pass. What does not is passed over: they will ask again.
  #refused(job, why, lines) {
    job.tries += 1;
    if (why === 'path') job.share /= 2;
    if (job.tries >= MOST_TRIES && lines.length === 1) {
      job.passedOver.add(lines[0].no);
      job.missing = job.missing.slice(1);
      Object.assign(job, { tries: 0, share: 1 });
    }
    if (this.#jobs.get(job.to) !== job) return;
    if (lines.length > 0 || job.tries < MOST_TRIES) this.#putNext(job);
    else for (const each of job.along.splice(0)) each.onRefused?.();
  }
}
