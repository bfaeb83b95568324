// Why we are not let in, or not any more. Whoever has the link can say something of the kind: what counts is what an opener has signed.

const PATIENCE_MS = 20_000;

export class Refusal {
  #name; #rights; #ruling; #company; #now; #tell; #ask;
  #patience = null;           // { until, why }: without the room's key by then we are out
  #wasIn = false;

  /** `name` is our own, `ask(person)` asks one who is in for what we do not know. The rest is the circle's. */
  constructor({ name, rights, ruling, company, now, tell, ask }) {
    this.#name = name;
    this.#rights = rights;
    this.#ruling = ruling;
    this.#company = company;
    this.#now = now;
    this.#tell = tell;
    this.#ask = ask;
  }

  /** Somebody has let us in. */
  isIn() {
    this.#wasIn = true;
  }

  /** Without the room's key before long we are out. */
  waitForKey(why) {
    this.#patience ??= { until: this.#now() + PATIENCE_MS, why };
  }

  /** Documents have come by a notice, and were taken where they are genuine; `isTurnedAway`: somebody inside does not want us. */
  look(isTurnedAway) {
    if (this.#rights.isRemoved(this.#name)) this.#tell({ type: 'out', why: 'removed' });
    else if (!this.#ruling.hasKey) this.#withdrawn();
    else if (this.#rights.isAllowed(this.#name) || this.#company.confirmed.some(({ hasTakenUs }) => hasTakenUs)) return;
    else if (isTurnedAway) this.#tell({ type: 'out', why: 'turned away' });
    else this.#waits();
  }

  // Those of whom we thought that we were in with them have not let us in.
  #waits() {
    for (const person of this.#company.confirmed) this.#company.expel(person);
    this.#tell({ type: 'locked' });
  }

  tick(now) {
    if (this.#patience === null || now < this.#patience.until) return;
    const { why } = this.#patience;
    this.#patience = null;
    if (!this.#ruling.hasKey) this.#tell({ type: 'out', why });
  }

  /** When `tick` has something to do; null for never. */
  get dueAt() {
    return this.#patience?.until ?? null;
  }

  // Our key is that of an old link. Whoever was in is given the new one by those who know them.
  #withdrawn() {
    if (!this.#wasIn) {
      this.#tell({ type: 'out', why: 'withdrawn' });
    } else if (this.#patience === null) {
      for (const person of this.#company.confirmed) this.#ask(person);
      this.waitForKey('withdrawn');
    }
  }
}
