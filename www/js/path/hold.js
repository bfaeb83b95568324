// How long a poll may be silent on this path. It climbs from the server's own hold as long as polls come back,
// and falls below where they are cut. Pure: seconds in, seconds out, `now` in milliseconds.
//
// A single cut says little: servers restart, trains enter tunnels. A time-out of the path cuts at the same
// silence again, so it is believed when two cuts in a row are alike, or three come without a poll of that length
// between. A poll on trial, longer than those known to come back, is given up at its first cut.

const RUNGS_S = [0, 5, 7, 10, 15, 20, 25, 30, 40, 50]; // 0: do not be parked, ask at intervals
const MARGIN = 0.8;               // of the silence at which polls were cut
const WHOLE = 0.95;               // of the hold: nothing was said in all of it
const LONGEST_DELAY_S = 120;
const ALIKE_S = 1;                // two silences are alike within this, or within the share
const ALIKE_SHARE = 0.1;
const MOST_IN_A_ROW = 3;
const FIRST_REST_MS = 5 * 60_000; // before what was cut is tried again; it doubles with each trial that fails
const LAST_REST_MS = 60 * 60_000;
const ASSUMED_HOLD_S = 25;

function rungUnder(seconds) {
  return RUNGS_S.findLast((rung) => rung <= seconds) ?? 0;
}

function alike(one, other) {
  return Math.abs(one - other) <= Math.max(ALIKE_S, ALIKE_SHARE * Math.max(one, other));
}

// Browsers send a request again, once and by themselves, when a connection that was open before ends without a
// byte of an answer: what took longer than the hold was cut twice.
function silenceOf(seconds, hold) {
  return seconds > hold * (2 - WHOLE) + ALIKE_S ? seconds / 2 : seconds;
}

export class HoldTuner {
  #start = ASSUMED_HOLD_S;
  #most = ASSUMED_HOLD_S;
  #hold = ASSUMED_HOLD_S;
  #safe = null;             // the longest that is known to come back
  #row = [];                // silences of the cuts since a poll of that length came back
  #cut = null;
  #lastTrialCut = null;
  #notBefore = 0;
  #rest = FIRST_REST_MS;

  /** What to ask for. */
  get hold() {
    return this.#hold;
  }

  /** The silence after which polls are cut; null where that is not known to happen. */
  get cut() {
    return this.#cut;
  }

  /** The server's own hold, and the most that it grants. What is known of the path stays. */
  server({ hold, most }) {
    this.#start = hold;
    this.#most = Math.max(hold, most);
    if (this.#safe === null && this.#cut === null) this.#hold = hold;
    this.#hold = Math.min(this.#hold, this.#most);
  }

  /** What another tab on the same path has found. */
  adopt({ hold, cut }) {
    this.#hold = Math.min(hold, this.#most);
    this.#cut = cut;
  }

  /** The network is another: begin again. */
  forget() {
    this.#hold = this.#start;
    this.#safe = null;
    this.#row = [];
    this.#cut = null;
    this.#lastTrialCut = null;
    this.#notBefore = 0;
    this.#rest = FIRST_REST_MS;
  }

  /** A poll that asked for `hold` was answered after `seconds`. */
  cameBack({ hold, seconds, now }) {
    this.#row = this.#row.filter((cut) => cut > seconds);
    if (hold !== this.#hold || seconds < hold * WHOLE) return;
    if (this.#onTrial) this.#rest = FIRST_REST_MS;
    this.#safe = hold;
    if (this.#cut !== null && seconds >= this.#cut) this.#cut = null;
    if (now >= this.#notBefore) this.#climb();
  }

  /** A poll that asked for `hold` ended after `seconds` without an answer. `silent`: it did not even end by itself. */
  wasCut({ hold, seconds, silent = false, now }) {
    if (hold !== this.#hold || hold === 0 || seconds > hold + LONGEST_DELAY_S) return; // the computer slept
    if (this.#onTrial) return this.#trialFailed(silent ? hold : silenceOf(seconds, hold), now);
    if (silent) return this.#lower(hold / 2, now); // when it was dropped, nobody knows
    this.#cutAgain(silenceOf(seconds, hold), now);
  }

  #cutAgain(silence, now) {
    const like = this.#row.find((other) => alike(other, silence));
    this.#row.push(silence);
    if (like === undefined && this.#row.length < MOST_IN_A_ROW) return;
    this.#cut = like === undefined ? Math.min(...this.#row) : Math.min(like, silence);
    this.#lower(this.#cut * MARGIN, now);
  }

  get #onTrial() {
    return this.#safe !== null && this.#hold > this.#safe;
  }

  #climb() {
    const next = RUNGS_S.find((rung) => rung > this.#hold);
    if (next !== undefined) this.#hold = Math.min(next, this.#most);
  }

  #trialFailed(seconds, now) {
    if (this.#lastTrialCut !== null && alike(this.#lastTrialCut, seconds)) this.#cut = seconds;
    this.#lastTrialCut = seconds;
    this.#hold = this.#safe;
    this.#restFrom(now);
  }

  #lower(seconds, now) {
    this.#hold = Math.min(rungUnder(seconds), rungUnder(this.#hold - 1));
    if (this.#safe !== null || this.#hold === 0) this.#safe = this.#hold;
    this.#row = [];
    this.#restFrom(now);
  }

  #restFrom(now) {
    this.#notBefore = now + this.#rest;
    this.#rest = Math.min(LAST_REST_MS, this.#rest * 2);
  }
}
