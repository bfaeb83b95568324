// How events are written: as lines for people, or as JSON objects, one a line.

import { folded, harmless, harmlessJson, harmlessLines, harmlessName } from './harmless.mjs';
import { words } from './words.mjs';

const FURTHER_LINE = '  '; // no name begins with a space: nobody can look like two people

/**
 * For people: what is said goes to `out`, what there is to say about it to `note`. Both get text. `columns` has functions of both names, which say
 * how wide the terminal is, or give undefined where there is none.
 */
export class TextTelling {
  #out; #note; #now; #columns;
  #lastNote = '';

  constructor({ out, note, now, columns }) {
    this.#out = out;
    this.#note = note;
    this.#now = now;
    this.#columns = columns;
  }

  tell(event) {
    switch (event.type) {
      case 'link': return event.renewed ? this.#remark(words.room.newLink(event.link)) : this.#out(`${event.link}\n`);
      case 'file': return event.state === 'offered' ? this.#offered(event) : this.#fileNews(event);
      case 'reactions': return this.#note(this.#rows([`* ${harmless(words.said.reactions(event))}`], this.#columns.note()));
      case 'people': return this.#note(event.people.map(({ id, name }) => `${harmlessName(name)} (${id})\n`).join(''));
      case 'named': return this.#remark(words.said.named(event.name));
      case 'away': return this.#note(this.#rows([`* ${harmless(words.said.away(event))}`], this.#columns.note()));
      case 'help': return this.#note(event.text);
      case 'said':
      case 'alone':
      case 'edited': return event.again ? undefined : this.#say(event); // it stands there
      case 'came':
      case 'left':
      case 'renamed':
      case 'notice': return this.#out(this.#rows([`* ${harmless(words.said.notice(event.event))}`]));
      case 'state': return event.state === 'returned' ? this.#remark(`${words.said.returned[event.why] ?? words.said.returned.server}${event.text}`) : undefined;
      case 'status': return this.#isNews(event.phase) ? this.#remark(words.status(event, this.#now())) : undefined;
      case 'waiting': return this.#remark(words.room.locked(event.words));
      case 'knock': return this.#remark(words.room.knock(event.words));
      case 'trouble':
      case 'error':
      case 'out': return this.#remark(event.text);
      default: return undefined;
    }
  }

  #offered(event) {
    if (!event.again) this.#say({ ...event, text: words.files.offered(event) });
  }

  #fileNews({ state, own, by, of, why, code, path, file: { name } }) {
    if (state === 'received') this.#remark(words.files.received(name, path));
    else if (state === 'failed') this.#remark(words.files.lost[why](name, code));
    else if (own && by > 0) this.#remark(words.files.given(name, by, of));
  }

  #say({ type, name, like, ts, text, edited, act, re }) {
    const [first, ...more] = harmlessLines(text);
    const mark = (type === 'alone' ? words.said.alone : '') + (type === 'edited' || edited ? words.said.edited : '') + (re ? words.said.answers : '') + (act ? '* ' : '');
    const head = `${words.said.time(new Date(ts))} <${harmlessName(words.said.called(name, like))}> ${mark}`;
    this.#out(this.#rows([head + first, ...more]));
  }

  // All but the first row are indented.
  #rows(lines, columns = this.#columns.out()) {
    const isKnown = columns > 2 * FURTHER_LINE.length;
    const rows = isKnown ? lines.flatMap((line, index) => folded(line, columns - (index > 0 ? FURTHER_LINE.length : 0), index > 0 ? 0 : FURTHER_LINE.length)) : lines;
    return rows.map((row, index) => `${index > 0 ? FURTHER_LINE : ''}${row}\n`).join('');
  }

  // That all is well goes without saying, unless it was not.
  #isNews(phase) {
    return phase !== 'connecting' && (phase !== 'online' || this.#lastNote !== '');
  }

  // A connection that comes and goes says the same over and over.
  #remark(sentence) {
    const rows = this.#rows(harmlessLines(sentence), this.#columns.note());
    if (rows === this.#lastNote) return;
    this.#lastNote = rows;
    this.#note(rows);
  }
}

/** For programs: all of it goes to `out`. */
export class JsonTelling {
  #out; #now;

  constructor({ out, now }) {
    this.#out = out;
    this.#now = now;
  }

  tell({ event, retryAt, ...content }) {
    const sentence = event ? { text: words.said.notice(event) } : {};
    const wait = retryAt === undefined ? {} : { seconds: Math.max(0, Math.ceil((retryAt - this.#now()) / 1000)) };
    this.#out(`${harmlessJson({ ...content, ...sentence, ...wait })}\n`);
  }
}
