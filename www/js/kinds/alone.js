// A line that one person has said to another alone. No message is of this kind: it comes as an aside (aside.js), so that nobody can
// say to all what looks as if it were for one.

/** What such a line holds: `mark` says whom it is for. Where it is our own, `to` is the id of the other, `by` what can alter it, `isHeld` whether they have it, and `fate` why not: `left`, `refused`. */
export class Alone {
  /**
   * @param {{ text: string, revision?: number }} said
   * @param {{ mark: any, to?: any, by?: any, ttl?: any }} more
   */
  constructor({ text, revision }, { mark, to = null, by = null, ttl }) {
    this.text = text;
    if (revision > 0) this.revision = revision;
    if (ttl) this.ttl = ttl;
    this.mark = mark;
    this.to = to;
    this.by = by;
    this.isHeld = false;
    this.fate = null;
  }

  /** The same in other words, which have not arrived yet. */
  reworded(content) {
    return new Alone(content, { mark: this.mark, to: this.to, by: this.by, ttl: this.ttl });
  }
}

export const ALONE = 'alone';

/** The kind, `text` being that of lines to all. */
export const makeAlone = (text) => ({
  name: ALONE,
  isLine: true,
  read: ({ content }) => (content instanceof Alone ? content : null), // which no message can be
  show: (content) => text.show(content),
  speak: (content) => `${content.mark}: ${content.text}`,
});
