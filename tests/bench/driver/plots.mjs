// The plots: plain SVG, with nothing but lines, text and the reader's own font.

import { median } from './table.mjs';

const WIDTH = 660;
const HEIGHT = 400;
const LEFT = 90;
const RIGHT = 150;
const TOP = 40;
const BOTTOM = 50;
const COLOURS = ['#0b6e4f', '#c8553d', '#33658a', '#8d6a9f', '#b08900', '#555555'];

const escape = (text) => String(text).replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);

/** A scale from values to pixels: linear from zero, or logarithmic; with round values to mark. */
function scale(values, from, to, logarithmic) {
  const most = Math.max(...values);
  if (logarithmic) {
    const low = Math.floor(Math.log10(Math.min(...values)));
    const high = Math.max(low + 1, Math.ceil(Math.log10(most)));
    const marks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
    return { marks, at: (v) => from + (Math.log10(v) - low) / (high - low) * (to - from) };
  }
  const rough = most / 5;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * unit).find((n) => n >= rough);
  const marks = Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => i * step);
  return { marks, at: (v) => from + v / marks.at(-1) * (to - from) };
}

const text = (x, y, content, more = '') => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escape(content)}</text>`;

// A few clients may fit into memory that a server has already: nothing has no place on a logarithmic axis.
const canBeDrawn = (log) => ([x, y]) => (!log.x || x > 0) && (!log.y || y > 0);

/** lines: name -> [[x, y], ...]; `log` says which axes are logarithmic. */
export function plot({ title, x, y, lines: all, log = {} }) {
  const lines = Object.fromEntries(Object.entries(all).map(([name, line]) => [name, line.filter(canBeDrawn(log))]));
  const points = Object.values(lines).flat();
  const across = scale(points.map(([v]) => v), LEFT, WIDTH - RIGHT, log.x);
  const up = scale(points.map(([, v]) => v), HEIGHT - BOTTOM, TOP, log.y);
  const parts = [
    ...across.marks.map((v) => text(across.at(v), HEIGHT - BOTTOM + 18, v.toLocaleString('en'), 'text-anchor="middle"')),
    ...up.marks.flatMap((v) => [
      `<path d="M${LEFT} ${up.at(v).toFixed(1)}H${WIDTH - RIGHT}" stroke="#ddd"/>`,
      text(LEFT - 6, up.at(v) + 4, v.toLocaleString('en'), 'text-anchor="end"'),
    ]),
    ...Object.entries(lines).flatMap(([name, line], index) => {
      const colour = COLOURS[index % COLOURS.length];
      const path = line.map(([a, b]) => `${across.at(a).toFixed(1)} ${up.at(b).toFixed(1)}`).join('L');
      const legend = TOP + 20 * index;
      return [
        `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...line.map(([a, b]) => `<circle cx="${across.at(a).toFixed(1)}" cy="${up.at(b).toFixed(1)}" r="3" fill="${colour}"/>`),
        `<path d="M${WIDTH - RIGHT + 12} ${legend}h16" stroke="${colour}" stroke-width="2"/>`,
        text(WIDTH - RIGHT + 34, legend + 4, name),
      ];
    }),
    text(LEFT, 20, title, 'font-weight="bold"'),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, x, 'text-anchor="middle"'),
    text(14, (TOP + HEIGHT - BOTTOM) / 2, y, `text-anchor="middle" transform="rotate(-90 14 ${(TOP + HEIGHT - BOTTOM) / 2})"`),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

/** A line of one server's runs: the median of a figure, by the number of clients. */
function byClients(runs, of) {
  const sizes = new Map();
  for (const run of runs) sizes.set(run.clients, [...(sizes.get(run.clients) ?? []), of(run)]);
  return [...sizes].map(([clients, values]) => [clients, median(values)]).sort(([a], [b]) => a - b);
}

function linesOf(curves, of) {
  return Object.fromEntries(curves.filter(({ runs }) => runs.length > 0).map(({ name, runs }) => [name, byClients(runs, of)]));
}

/** `curves` are those of curves.mjs, measured: [{plot, name, runs}]. File names and their SVG. */
export function plots(curves) {
  const of = (which) => curves.filter((curve) => curve.plot === which);
  const percentiles = Object.fromEntries(of('latency').filter(({ runs }) => runs.length > 0).map(({ name, runs }) => [
    name, [['p50', 50], ['p90', 90], ['p99', 99], ['p999', 99.9]].map(([key, share]) => [share, median(runs.map((run) => run.latency_us[key])) / 1000]),
  ]));
  return {
    'deliveries.svg': plot({
      title: 'Deliveries against clients, one message in flight', x: 'clients', y: 'deliveries a second', log: { x: true },
      lines: linesOf(of('deliveries'), (run) => run.deliveries / run.seconds),
    }),
    'memory.svg': plot({
      title: 'Memory against parked clients', x: 'clients', y: 'resident KiB a client', log: { x: true, y: true },
      lines: linesOf(of('memory'), (run) => run.grown / run.clients / 1024),
    }),
    'latency.svg': plot({
      title: 'Latency, a room of 100, 50 messages a second', x: 'percentile', y: 'ms from when it was due',
      lines: percentiles,
    }),
  };
}
