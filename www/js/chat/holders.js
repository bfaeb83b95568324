// Who of those present holds our own lines, as far as they have said so: `line.holders` is a Set of their ids, and
// missing as long as nobody has. Anybody can claim anything, so nothing is kept but of lines and people that are there.

import { MOST_PRESENT } from '../kinds/receipt.js';

export class Holders {
  #conversation;
  #known = new Set(); // who has said it of any line

  /** `conversation` knows the lines and who is here. */
  constructor(conversation) {
    this.#conversation = conversation;
  }

  /** `member` says that it holds these lines of ours. True where that is news. */
  held(member, ids) {
    if (!this.#conversation.isHere(member)) return false;
    const lines = ids.map((id) => this.#conversation.line('me', id)).filter((line) => this.#isNews(line, member));
    for (const line of lines) line.holders = (line.holders ?? new Set()).add(member);
    if (lines.length > 0) this.#known.add(member);
    return lines.length > 0;
  }

  /** `member` has gone, or holds nothing any more. True where that is news. */
  gone(member) {
    if (!this.#known.delete(member)) return false;
    for (const { holders } of this.#conversation.lines) holders?.delete(member);
    return true;
  }

  /** Nobody is known to hold anything. True where that is news. */
  clear() {
    const isNews = this.#known.size > 0;
    this.#known.clear();
    if (isNews) for (const line of this.#conversation.lines) line.holders?.clear();
    return isNews;
  }

  #isNews(line, member) {
    return line !== undefined && !line.holders?.has(member) && (line.holders?.size ?? 0) < MOST_PRESENT - 1;
  }
}
