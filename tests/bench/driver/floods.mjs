// Floods: how long a quiet pair's lines take while others do their worst. `make bench BENCH_FLAGS=--floods`.
//
// Each flood has a daemon of its own with its default limits, and comes right from its socket, as from a front server. The pair is
// measured before the flood and during it. The flood is a process with a lower priority than the daemon and the pair, since it plays
// people who have processors of their own.

import { join } from 'node:path';
import { Daemon } from '../../lib/daemon.mjs';
import { run } from '../../lib/process.mjs';
import { median, number } from './table.mjs';

export const floodProgram = join(process.env.OTC_BUILD ?? '.', 'tests', 'bench', 'flood', 'flood');
const GOAL_MS = 50;
const RUN_GUARD_MS = 180_000;

const million = (bytes) => `${number(bytes / 1e6)} MB/s`;
const answered = ({ answers_per_second: answers }) => `${number(answers)} requests/s`;
const open = ({ connections }) => `${number(connections)} connections`;

/** What each flood is, and how strong it was. */
export const FLOODS = [
  { name: 'silent', what: '19,000 connections that say nothing, and come again when they are closed', strength: (f) => `${open(f)}, ${number(f.opened_per_second)}/s of them new` },
  { name: 'byte-by-byte', what: 'one byte a second on each of 18,000 connections', strength: open },
  { name: 'unread', what: 'requests on 500 connections whose answers are never read', strength: (f) => `${open(f)}, ${million(f.bytes_per_second)}` },
  { name: 'joins', what: 'joins from many addresses, as many as can be', strength: answered },
  { name: 'joins-of-one', what: 'joins from one address', strength: answered },
  { name: 'shared-polls', what: 'polls for 16 each that overlap, so that each replaces others', strength: answered },
  { name: 'large-rooms', what: 'two rooms of 1,000, where everybody talks as much as they may', strength: answered },
  { name: 'queues', what: 'the same in a room of 1,000 where nobody polls: all queues are full', strength: answered },
  { name: 'slow-reader', what: '800 polls on one connection that is read slowly, while 100 others talk', strength: answered },
  { name: 'pieces', what: 'requests in pieces of three bytes on 1,000 connections', strength: (f) => `${open(f)}, ${million(f.bytes_per_second)}` },
  { name: 'bodies', what: 'large bodies, broken and aborted requests on 200 connections', strength: (f) => `${open(f)}, ${million(f.bytes_per_second)}` },
];

/** The figures of one run of the program: see tests/bench/flood/main.c. */
export async function flood(socket, name, options = {}) {
  const args = Object.entries(options).flatMap(([option, value]) => [`--${option}`, String(value)]);
  const { code, output } = await run(floodProgram, [...args, name, socket], { guard: RUN_GUARD_MS });
  if (code !== 0) throw new Error(output);
  return JSON.parse(output.split('\n').at(-1));
}

async function measure(name, options) {
  const daemon = await Daemon.start();
  try {
    return { before: await flood(daemon.socket, 'none', options), during: await flood(daemon.socket, name, options) };
  } finally {
    await daemon.stop();
  }
}

/** Measures each flood in every round: [{ name, what, strength, before, during }], of which the last two have p50, p99 and max in ms. */
export async function measureFloods({ rounds, seconds, quick }) {
  const measured = FLOODS.map((one) => ({ ...one, all: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, all } of measured) {
      all.push(await measure(name, quick ? { scale: 0.05, warmup: 0.2, seconds } : { seconds }));
      const { during } = all.at(-1);
      console.error(`round ${round + 1}: ${name}: ${number(during.latency_us.p99 / 1000)} ms`);
    }
  }
  return measured.map(({ strength, ...one }) => {
    const latencies = (when) => Object.fromEntries(['p50', 'p99', 'max'].map((share) => [share, median(one.all.map((figures) => figures[when].latency_us[share])) / 1000]));
    const strongest = Object.fromEntries(['connections', 'opened_per_second', 'answers_per_second', 'bytes_per_second'].map((key) => [key, median(one.all.map(({ during }) => during[key]))]));
    return { ...one, strength: strength(strongest), before: latencies('before'), during: latencies('during') };
  });
}

export function floodsTable(measured, rounds) {
  const three = ({ p50, p99, max }) => [p50, p99, max].map(number).join(' / ');
  return [
    '| flood | how strong it was | the pair without it | with it | |',
    '|---|---|---|---|---|',
    ...measured.map(({ what, strength, before, during }) => (
      `| ${what} | ${strength} | ${three(before)} | ${three(during)} | ${during.p99 < GOAL_MS ? 'met' : 'missed'} |`)),
    '',
    `Milliseconds at p50 / p99 / most, from when a line is due until the other has it; medians of ${rounds}. Goal: p99 below ${GOAL_MS} ms.`,
    '',
  ].join('\n');
}
