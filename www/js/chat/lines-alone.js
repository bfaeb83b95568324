// Lines to one person alone. They stand among the others, at the two alone. Each is sent until the other page says that it has
// it: again when they, or we, have begun anew. The other page keeps the first of an id, so that is no harm.

import { ALONE, Alone } from '../kinds/alone.js';
import { others as words } from '../words/en-others.js';
import { randomId } from './random-id.js';

const APART_MS = 1000;          // so that a run of lines costs one answer
const ID_BYTES = 12;
const MOST_OWED = 400;          // ids to one; what is beyond is answered when it comes again. Of what we took back, the last of all
const MOST_TAKEN_BACK = 5000;   // ids that are remembered, so that a late copy stays away

const isAlone = (line) => line?.content instanceof Alone;

export class LinesAlone {
  #conversation; #text; #way; #timers; #serverNow; #lifetimes; #makeId; #onNews;
  #said = new Map();            // id -> own line, in order
  #unsaid = new Map();          // id -> who may have had it, of those that we took back
  #takenBack = new Set();       // `sender id`
  #owed = new Map();            // sender -> Set of ids
  #timer = null;

  constructor({ conversation, kinds, way, timers, serverNow, lifetimes, makeId = () => randomId(ID_BYTES), onNews }) {
    this.#conversation = conversation;
    this.#text = kinds.of('text');
    this.#way = way;
    this.#timers = timers;
    this.#serverNow = serverNow;
    this.#lifetimes = lifetimes;
    this.#makeId = makeId;
    this.#onNews = onNews;
  }

  // ---- our own ----

  /** `seconds`: for how long it is to be seen (Lifetimes). */
  say(to, typed, seconds) {
    const content = this.#text.compose(typed);
    if (content === null || !this.#conversation.isHere(to)) return false;
    const more = { mark: words.to(this.#conversation.nameOf(to)), to, by: this, ttl: this.#lifetimes.of(seconds) };
    const item = { id: this.#makeId(), ts: Math.round(this.#serverNow()), kind: ALONE, content: new Alone(content, more) };
    this.#onNews(this.#conversation.say(item));
    const line = this.#conversation.line('me', item.id);
    this.#said.set(item.id, line);
    this.#send(line);
    return true;
  }

  reword(line, typed) {
    const content = this.#text.compose(typed);
    if (content === null || !this.#conversation.isHere(line.content.to)) return false;
    this.#onNews(this.#conversation.reworded(line, line.content.reworded({ ...content, revision: (line.content.revision ?? 0) + 1 })));
    this.#send(line);
    return true;
  }

  withdraw(line) {
    this.#said.delete(line.id);
    this.#unsaid.set(line.id, line.content.to);
    if (this.#unsaid.size > MOST_OWED) this.#unsaid.delete(this.#unsaid.keys().next().value);
    this.#unsay(line.id, line.content.to);
    this.#onNews(this.#conversation.withdrawn(line.id));
  }

  #unsay(id, to) {
    this.#way.toOne(to, () => ({ is: 'withdrawn', of: id }), { key: `no line ${id}` });
  }

  /** `name` is a command about `id` other than `add`. */
  took(name, id) {
    for (const line of this.#said.values()) {
      const isAbout = name === 'init' || line.content.to === id;
      if (this.#conversation.line('me', line.id) !== line) this.#said.delete(line.id); // it was over, or dropped
      else if (isAbout && name === 'rm') this.#fate(line, 'left');
      else if (isAbout && this.#conversation.isHere(line.content.to)) this.#send(line, true);
    }
    this.#tookBack(name, id);
    if (name === 'rm') this.#owed.delete(id);
  }

  // In a private room what was said stays with who has lost what waited for them.
  #tookBack(name, id) {
    for (const [of, to] of this.#unsaid) {
      if (name !== 'init' && to !== id) continue;
      if (name === 'rm') this.#unsaid.delete(of);
      else if (this.#conversation.isHere(to)) this.#unsay(of, to);
    }
  }

  rest() {
    this.#timers.clear(this.#timer);
    this.#timer = null;
  }

  // What waits is said as it is by then, or not at all.
  #send(line, again = false) {
    const content = () => {
      if (this.#conversation.line('me', line.id) !== line) return null; // taken back, over or dropped
      const { text: said, revision, ttl } = line.content;
      return { is: 'text', of: line.id, ts: line.ts, text: said, revision, ttl, ...(again ? { again } : {}) };
    };
    this.#way.toOne(line.content.to, content, {
      key: `line ${line.id}`,
      onSent: () => this.#sent(line),
      onRefused: () => this.#fate(line, 'refused'),
    });
  }

  // It does not come back to us, so that it gets its place now.
  #sent(line) {
    if (line.content.fate === 'refused') line.content.fate = null;
    if (line.state === 'delivered' || this.#said.get(line.id) !== line) return;
    this.#onNews([...this.#conversation.stamped(line.id, line.ts), ...this.#conversation.echoed(line.id, this.#serverNow())]);
    this.#live(this.#conversation.me.id, line.id, line.content.ttl);
  }

  #live(sender, id, ttl) {
    this.#lifetimes.took([['add', sender, { id, ttl }]]);
  }

  #fate(line, fate) {
    if (line.content.isHeld || this.#said.get(line.id) !== line) return;
    line.content.fate = fate;
    this.#onNews([...this.#conversation.echoed(line.id, this.#serverNow()), { type: 'changed', line }]); // it waits no more
  }

  #heldBy(sender, ids) {
    const news = ids.map((id) => this.#said.get(id)).filter((line) => line?.content.to === sender && !line.content.isHeld);
    for (const line of news) Object.assign(line.content, { isHeld: true, fate: null });
    if (news.length > 0) this.#onNews(news.map((line) => ({ type: 'changed', line })));
  }

  // ---- those of others ----

  /** What was for us alone: `content` is of the kind aside. */
  heard(sender, content, name) {
    if (content.is === 'held') this.#heldBy(sender, content.held);
    else if (content.is === 'withdrawn') this.#withdrawn(sender, content.of);
    else this.#heardText(sender, content, name);
  }

  #heardText(sender, { of, ts, text: said, revision, ttl, again }, name) {
    const content = this.#text.read({ text: said, revision });
    if (content === null || this.#takenBack.has(`${sender} ${of}`)) return;
    const line = this.#conversation.line(sender, of);
    if (line && !isAlone(line)) return; // said to all under that id
    const held = new Alone(content, { mark: words.toYou });
    const now = this.#serverNow();
    const order = again ? Math.min(ts, Math.round(now)) : undefined; // a later one would stay below all that is said until then
    if (!line) this.#onNews(this.#conversation.heard(sender, { id: of, ts, kind: ALONE, content: held, name, earlier: again }, now, order));
    else if (revision > (line.content.revision ?? 0)) this.#onNews(this.#conversation.reworded(line, held));
    this.#live(sender, of, ttl);
    this.#owe(sender, of);
  }

  #withdrawn(sender, of) {
    const line = this.#conversation.line(sender, of);
    if (line && !isAlone(line)) return;
    this.#takenBack.add(`${sender} ${of}`);
    if (this.#takenBack.size > MOST_TAKEN_BACK) this.#takenBack.delete(this.#takenBack.values().next().value);
    if (line) this.#onNews(this.#conversation.withdrawn(of, sender));
  }

  #owe(sender, id) {
    const ids = this.#owed.get(sender) ?? new Set();
    if (ids.size < MOST_OWED) this.#owed.set(sender, ids.add(id));
    this.#timer ??= this.#timers.set(() => this.#tell(), APART_MS);
  }

  #tell() {
    this.#timer = null;
    for (const [sender, ids] of this.#owed) this.#way.toOne(sender, { is: 'held', held: [...ids] });
    this.#owed.clear();
  }
}
