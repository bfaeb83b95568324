// Says to those who hear the page what others see: what is new, in bearable portions.

import { KINDS } from '../kinds/kinds.js';
import { words } from '../words/words.js';
import { makeSentence } from './elements.js';

const MOST_AT_ONCE = 4;
const LONGEST_SPOKEN = 400;
const HISTORY_PAUSE_MS = 1500; // history comes in pieces: told once, when no more has come for this long

function spoken(line, text) {
  const cut = text.length > LONGEST_SPOKEN ? `${text.slice(0, LONGEST_SPOKEN)}…` : text;
  return words.log.spoken(line.name, line.like, cut);
}

export class Announcer {
  /** What is said of a line of somebody else. */
  spoken = (line) => spoken(line, this.speak(line));
  #region;
  #earlier = 0;
  #earlierTimer = null;

  /** Whether a line, or a notice, is said aloud. */
  wants = (_line) => true;

  /** The words of a line. What formats texts puts another here, without their signs. */
  speak = (line) => KINDS.speak(line);

  constructor(region) {
    this.#region = region;
  }

  apply(changes) {
    const fresh = changes
      .filter(({ type, line }) => type === 'added' && !line.events && !line.own && this.wants(line))
      .map(({ line }) => line);
    const live = fresh.filter(({ earlier }) => !earlier);
    this.#countEarlier(fresh.length - live.length);
    const notices = new Set(changes.filter(({ line, again }) => line?.events && !again && this.wants(line)).map(({ line }) => line));
    const sentences = live.length > MOST_AT_ONCE ? [words.log.fresh(live.length)] : live.map(this.spoken);
    for (const { events } of notices) sentences.push(words.notice(events.slice(-1)));
    if (sentences.length > 0) this.say(...sentences);
  }

  say(...sentences) {
    this.#region.replaceChildren(...sentences.map((sentence) => {
      const element = document.createElement('p');
      element.append(...makeSentence(sentence));
      return element;
    }));
  }

  #countEarlier(number) {
    if (number === 0) return;
    this.#earlier += number;
    clearTimeout(this.#earlierTimer);
    this.#earlierTimer = setTimeout(() => {
      this.say(words.log.earlier(this.#earlier));
      this.#earlier = 0;
    }, HISTORY_PAUSE_MS);
  }
}
