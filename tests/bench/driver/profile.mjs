// Where the time goes: the servers of a row under `perf record`, and a table of what they spend on what.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawn } from 'node:child_process';
import { Process, run } from '../../lib/process.mjs';
import { number } from './table.mjs';

const FREQUENCY = 4000; // samples a second
const TOP = 12;

/** System calls, by what they are for. A name ends the symbol of the kernel's entry: __x64_sys_recvfrom. */
const CALLS = [
  ['reading (recv, read)', /sys_(recv|read)/],
  ['writing (send, write)', /sys_(send|write)/],
  ['waiting (epoll)', /sys_epoll_p?wait/],
  ['connections (accept, close, epoll_ctl)', /sys_(accept|close|epoll_ctl|shutdown|setsockopt)|task_work_run/],
];
const OTHER = 'the kernel’s rest';
const OWN = 'the program itself';

/** What one sample is of: frames are {symbol, object}, the innermost first. */
function kindOf(frames) {
  const kernel = frames.filter(({ object }) => object.includes('kernel'));
  for (const [kind, pattern] of CALLS) if (kernel.some(({ symbol }) => pattern.test(symbol))) return kind;
  return frames[0].object.includes('kernel') ? OTHER : OWN;
}

/** Reads what `perf script -F ip,sym,dso` prints, line by line: {samples, kinds, functions}, counts by name. */
export async function readSamples(lines) {
  const kinds = new Map();
  const functions = new Map();
  let samples = 0;
  let frames = [];
  const add = (counts, name) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const end = () => {
    if (frames.length === 0) return;
    samples += 1;
    const kind = kindOf(frames);
    add(kinds, kind);
    if (kind === OWN) add(functions, frames[0].symbol);
    frames = [];
  };
  for await (const line of lines) {
    const frame = /^\s*[0-9a-f]+ (.*) \((.*)\)$/.exec(line);
    if (frame) frames.push({ symbol: frame[1].replace(/\+0x[0-9a-f]+$/, ''), object: frame[2] });
    else end();
  }
  end();
  return { samples, kinds, functions };
}

export async function canProfile() {
  try {
    return (await run('perf', ['record', '-q', '-o', '/dev/null', 'true'])).code === 0;
  } catch {
    return false;
  }
}

/** What the time is divided by. */
function unitOf({ work, requests, deliveries, seconds }) {
  if (work === 'parked') return ['second', seconds];
  return work === 'pairs' ? ['request', requests] : ['delivery', deliveries];
}

/** One run under perf while the load generator measures: its samples, and µs of CPU a unit of work. */
async function record(server, args, program) {
  const dir = await mkdtemp(join(tmpdir(), 'otc-perf-'));
  const file = join(dir, 'perf.data');
  const load = new Process(program, [...args, ...server.pids.flatMap((pid) => ['--watch', String(pid)]), server.target]);
  try {
    await load.waitForLine(/^measuring$/);
    const perf = new Process('perf', ['record', '-q', '-g', '-F', String(FREQUENCY), '-p', server.pids.join(','), '-o', file]);
    const { code } = await load.exited;
    await perf.stop('SIGINT');
    if (code !== 0) throw new Error(load.output);
    const figures = JSON.parse(load.lines.at(-1));
    const script = spawn('perf', ['script', '-i', file, '-F', 'ip,sym,dso'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const counts = await readSamples(createInterface({ input: script.stdout }));
    const [unit, units] = unitOf(figures);
    return { ...counts, unit, micros: figures.processes.reduce((sum, { cpu }) => sum + cpu, 0) / units * 1e6 };
  } finally {
    await load.stop();
    await rm(dir, { recursive: true });
  }
}

function table(name, runs) {
  const names = Object.keys(runs);
  const share = (run, count) => (count ?? 0) / run.samples * run.micros;
  const line = (what, values) => `| ${what} | ${values.map(number).join(' | ')} |`;
  const kinds = [...CALLS.map(([kind]) => kind), OTHER, OWN];
  const functions = names.map((one) => [...runs[one].functions].sort((a, b) => b[1] - a[1]).slice(0, TOP)
    .map(([symbol, count]) => `\`${symbol}\` ${number(share(runs[one], count))}`).join(', '));
  return [
    `### ${name}`,
    '',
    `| µs of CPU a ${runs[names[0]].unit} | ${names.join(' | ')} |`,
    `|---|${'---|'.repeat(names.length)}`,
    ...kinds.map((kind) => line(kind, names.map((one) => share(runs[one], runs[one].kinds.get(kind))))),
    line('in all, perf’s own cost included', names.map((one) => runs[one].micros)),
    '',
    ...names.map((one, i) => `Of the program itself, ${one}: ${functions[i] || 'nothing'}.`),
    '',
  ].join('\n');
}

/** The profile of a row as Markdown. `start` and `args` give a run's server and the load generator's arguments. */
export async function profile(row, { start, args, program }) {
  const runs = {};
  for (const [name, what] of Object.entries(row.runs)) {
    const server = await start(what.server, what.options);
    try {
      runs[name] = await record(server, args(what.load), program);
    } finally {
      await server.stop();
    }
  }
  return table(row.workload, runs);
}
