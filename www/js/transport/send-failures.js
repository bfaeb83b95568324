// Tells batches that fail for what they say, or for their size, from a way that is broken: they fail again and again,
// though a poll gets through before each new try. A batch that did arrive has come back with such a poll, and is
// not tried again.

const ENOUGH = {
  damaged: 5,                   // the server says that it is not as this page sends it
  too_large: 5,
  refused: 4,                   // somebody on the way says no
  turned_away: 5,               // the same, or for the moment only
};
const ENOUGH_OF_ALL = { one: 8, several: 3 }; // several are not given up, but sent in parts
const WHY = { damaged: 'server', too_large: 'path', refused: 'network', turned_away: 'network' };

const DAMAGED = new Set(['bad_json', 'bad_type']); // never sent like that by this page
// They speak of the moment, or of the way, and not of what was sent.
const NOT_REFUSALS = new Set([407, 408, 413, 425, 511]);
const OF_THE_MOMENT = new Set([429, 502, 503, 504]);

const NOTHING = { head: null, kind: null, alike: 0, all: 0 };

/**
 * What became of a batch that was not taken, from the outcome of its request; `tooLarge`: for what is known of the path.
 * A firewall refuses with a page, of whatever status, with a redirect to one, with JSON of its own, or with nothing at all.
 */
export function failureOf({ ok, body, code, status }, tooLarge) {
  if (DAMAGED.has(code)) return 'damaged';
  if (status === 413 || tooLarge) return 'too_large';
  if (ok) return Array.isArray(body.accepted) ? 'lost' : 'refused'; // a cache may answer in the server's place
  if (code === 'redirected') return 'refused';
  if (code === 'not_understood' && OF_THE_MOMENT.has(status)) return 'turned_away';
  return code === 'not_understood' && !NOT_REFUSALS.has(status) ? 'refused' : 'lost';
}

const headOf = ({ messages: [{ id, to }] }) => `${id} ${to}`;
const placeOf = ({ messages }) => (messages.length === 1 ? 'one' : 'several');

export class SendFailures {
  #counts = { one: NOTHING, several: NOTHING };

  /** A batch has failed, of which `failureOf` says how. */
  failed(batch, kind) {
    const head = headOf(batch);
    const before = this.#counts[placeOf(batch)];
    const again = before.head === head;
    this.#counts[placeOf(batch)] = {
      head, kind,
      alike: again && before.kind === kind ? before.alike + 1 : 1,
      all: again ? before.all + 1 : 1,
    };
  }

  /** Why a batch that would be tried next should not be: `server`, `path` or `network`; null where it should. */
  verdictOn(batch) {
    const { head, kind, alike, all } = this.#counts[placeOf(batch)];
    if (head !== headOf(batch)) return null;
    if (kind === 'refused' && batch.messages.length > 1) return 'network'; // some of it will pass
    if (alike >= ENOUGH[kind]) return WHY[kind];
    return all >= ENOUGH_OF_ALL[placeOf(batch)] ? 'network' : null;
  }

  /** A batch was taken, or given up. */
  over() {
    this.#counts = { one: NOTHING, several: NOTHING };
  }
}
