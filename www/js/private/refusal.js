// Why we are not let in, or not any more. Whoever has the link can say something of the kind: what counts is what an opener has signed.

const PATIENCE_MS = 20_000;
const ANSWER_MS = 60_000;
const MOST_ROUNDS = 3;
const NEWS_MS = 5000;         // for what is newer than the documents that somebody has told us
const KEY_MS = 60_000;        // for the new key to come, while there is somebody who may have it

export class Refusal {
  #name; #rights; #ruling; #company; #now; #tell; #ask; #knock;
  #patience = null;           // { until, why }: without the room's key by then we are out
  #answerBy = null;           // when it is told that nobody answers; Infinity where it was
  #wasIn = false;
  #rounds = 0;                // of asking those who are in for the key
  #isOut = false;

  /** `name` is our own, `ask(person)` asks one who is in for what we do not know, `knock()` shows our card anew. The rest is the circle's. */
  constructor({ name, rights, ruling, company, now, tell, ask, knock }) {
    this.#name = name;
    this.#rights = rights;
    this.#ruling = ruling;
    this.#company = company;
    this.#now = now;
    this.#tell = tell;
    this.#ask = ask;
    this.#knock = knock;
  }

  /** Somebody has let us in. */
  isIn() {
    this.#wasIn = true;
  }

  /** Without the room's key before long we are out. */
  waitForKey(why, milliseconds = PATIENCE_MS) {
    const until = this.#now() + milliseconds;
    if (this.#patience === null || until < this.#patience.until) this.#patience = { until, why };
  }

  /** Documents have come by a notice, and were taken where they are genuine, and with them a `verdict` (Notices). `isNews`: we did not know them. */
  look({ verdict, isNews }) {
    const isAllowed = this.#rights.isAllowed(this.#name);
    if (this.#rights.isRemoved(this.#name)) this.#out('removed');
    else if (!isAllowed && verdict === 'turn away') this.#out('turned away');
    else if (!isAllowed && (verdict === 'wait' || (this.#ruling.hasKey && (isNews || !this.#isTaken)))) this.#waits();
    else if (!this.#ruling.hasKey) this.#withdrawn();
  }

  // Said once, however many tell us.
  #out(why) {
    if (!this.#isOut) this.#tell({ type: 'out', why });
    this.#isOut = true;
  }

  /** The room has another key than we. */
  missesKey() {
    if (!this.#ruling.hasKey) this.waitForKey('withdrawn', KEY_MS);
  }

  // Whether somebody who is here has let us in, and has the room's key.
  get #isTaken() {
    return this.#company.confirmed.some(({ hasTakenUs, mark }) => hasTakenUs && mark !== '');
  }

  // Those of whom we thought that we were in with them do not let us in: then we knock at all, if we have the key.
  #waits() {
    const { confirmed } = this.#company;
    for (const person of confirmed) this.#company.expel(person);
    if (!this.#ruling.hasKey) {
      this.#withdrawn();
      return;
    }
    this.#tell({ type: 'locked' });
    if (confirmed.length > 0) this.#knock();
  }

  tick(now) {
    this.#lookForAnswer(now);
    if (this.#patience === null || now < this.#patience.until) return;
    const { why } = this.#patience;
    this.#patience = null;
    if (this.#ruling.hasKey) this.#rounds = 0;
    else if (this.#isTaken && this.#rounds < MOST_ROUNDS) this.#askAgain();
    else this.#out(why);
  }

  // Whoever is in is given the key by those who know them.
  #askAgain() {
    this.#rounds += 1;
    for (const person of this.#company.confirmed) this.#ask(person);
    this.waitForKey('withdrawn', KEY_MS);
  }

  // Who has a key that nobody here knows is told nothing: their link may be an old one.
  #lookForAnswer(now) {
    const isIgnored = this.#company.confirmed.length === 0 && this.#company.all.some(({ isPresent, knock }) => isPresent && knock === null);
    const isOurs = this.#rights.isOpener(this.#name) || !this.#rights.isAllowed(this.#name);
    if (!isIgnored || isOurs) this.#answerBy = null;
    else this.#answerBy ??= now + ANSWER_MS;
    if (this.#answerBy === null || now < this.#answerBy) return;
    this.#answerBy = Infinity;
    this.#tell({ type: 'unanswered' });
  }

  /** When `tick` has something to do; null for never. */
  get dueAt() {
    const times = [this.#answerBy, this.#patience?.until ?? null].filter((time) => time !== null);
    return times.length > 0 ? Math.min(...times) : null;
  }

  // Our key is that of an old link, or of one that nobody here has any more; or what we were told is older than our link.
  #withdrawn() {
    if (this.#isTaken && this.#rounds < MOST_ROUNDS) this.#askAgain();
    else this.waitForKey('withdrawn', this.#wasIn ? PATIENCE_MS : NEWS_MS);
  }
}
