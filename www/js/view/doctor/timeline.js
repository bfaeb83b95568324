// A live picture of the last minute: each request a bar from its beginning to its end, now on the right. What came by a
// stream is marked within its bar.

import { connection as words } from '../../words/en-connection.js';
import { pictureSentence } from './diagnosis.js';

const SPAN_MS = 60_000;
const LANES = [{ polls: true, y: 0, height: 22 }, { polls: false, y: 30, height: 22 }];
const SCALE_Y = 68;
const HEIGHT = 72;
const LEAST_WIDTH = 3;          // or a quick request could not be seen
const CROSS = 4;

const isQuestion = ({ endpoint }) => endpoint === 'poll' || endpoint === 'stream';

function kindOf({ endpoint, end, fault, code, news }) {
  if (end === null) return endpoint === 'stream' ? 'stream' : 'open';
  if (fault !== null) return 'lost';
  return code === 'ok' && news ? 'news' : 'answered';
}

export class Timeline {
  #svg;

  constructor(svg) {
    this.#svg = svg;
  }

  /** Draws `requests` of a path as of `now`. */
  show(requests, now) {
    const width = this.#svg.clientWidth;
    const at = (time) => width * (1 - Math.min(SPAN_MS, Math.max(0, now - time)) / SPAN_MS);
    const shown = requests.filter(({ code }) => code !== 'aborted').map((request) => this.#placed(request, at, width));
    this.#svg.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
    this.#svg.replaceChildren(
      ...LANES.map(({ y, height }) => this.#shape('rect', { class: 'lane', x: 0, y, width, height, rx: 4 })),
      ...this.#scale(width),
      ...shown.map(({ kind, ...box }) => this.#shape('rect', { class: kind, ...box, rx: 2 })),
      ...requests.flatMap((request) => this.#marks(request, at)),
      ...shown.filter(({ kind }) => kind === 'lost').map((box) => this.#cross(box)),
    );
    const sentence = pictureSentence(requests);
    if (this.#svg.getAttribute('aria-label') !== sentence) this.#svg.setAttribute('aria-label', sentence);
  }

  #placed(request, at, width) {
    const { y, height } = LANES.find(({ polls }) => polls === isQuestion(request));
    const right = request.end === null ? width - 1 : at(request.end);
    const x = Math.max(0, Math.min(at(request.start), right - LEAST_WIDTH));
    return { kind: kindOf(request), x, y: y + 3, width: Math.max(LEAST_WIDTH, right - x), height: height - 6 };
  }

  #marks(request, at) {
    const { y, height } = LANES[0];
    return request.lines.filter((time) => at(time) > 0)
      .map((time) => this.#shape('rect', { class: 'news', x: at(time) - LEAST_WIDTH, y: y + 3, width: LEAST_WIDTH, height: height - 6 }));
  }

  #scale(width) {
    const [first, middle, last] = words.scale;
    return [[0, first, 'start'], [width / 2, middle, 'middle'], [width, last, 'end']].map(([x, label, anchor]) => {
      const text = this.#shape('text', { x, y: SCALE_Y, 'text-anchor': anchor });
      text.textContent = label;
      return text;
    });
  }

  // Where it was lost; not told by colour alone.
  #cross({ x, y, width, height }) {
    const [right, middle] = [x + width - 2 * CROSS, y + height / 2];
    return this.#shape('path', { class: 'cross', d: `M${right} ${middle - CROSS}l${2 * CROSS} ${2 * CROSS}m0 ${-2 * CROSS}l${-2 * CROSS} ${2 * CROSS}` });
  }

  #shape(name, attributes) {
    const element = document.createElementNS(this.#svg.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    return element;
  }
}
