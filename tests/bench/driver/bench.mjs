// Runs the benchmarks and writes the table:
//
//   node tests/bench/driver/bench.mjs [--quick] [--rounds N] [--seconds S] [--only NAME,...] [--profile NAME,...]
//                                     [--page] [--private] [--large] [--floods] [--nodes] [--out DIRECTORY]
//
// with the build directory in OTC_BUILD and the source in OTC_SOURCE. `make bench` does that.
// Every round runs everything once, and what is compared runs side by side, so that what a busy machine
// does to one it does to the other. Each run checks that every delivery is exactly once and in order.
// What misses its goal is then profiled, where there is `perf`; so is what --profile names, without the table.
// --page measures only how long the page takes on slow lines, --private only private rooms, --large only large ones,
// --floods only what a flood does to others, and --nodes only many nodes; a whole run does all of them in the end.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../../lib/process.mjs';
import { curves } from './curves.mjs';
import { floodsTable, measureFloods } from './floods.mjs';
import { describeMachine } from './machine.mjs';
import { LINES, measurePages, missed as missedByPage, pageTable } from './page.mjs';
import { hasRedis, measureNodes, nodesTable } from './nodes.mjs';
import { plots } from './plots.mjs';
import { canProfile, profile } from './profile.mjs';
import { rows } from './rows.mjs';
import { available, loadProgram, start } from './servers.mjs';
import { markdown, number, summary } from './table.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string' },
    profile: { type: 'string' },
    page: { type: 'boolean', default: false },
    private: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    floods: { type: 'boolean', default: false },
    nodes: { type: 'boolean', default: false },
    out: { type: 'string', default: 'bench-results' },
  },
});
const rounds = Number(options.rounds ?? (options.quick ? 1 : 5));
const seconds = Number(options.seconds ?? (options.quick ? 0.3 : 2));
const CURVE_ROUNDS = 3;
const RUN_GUARD_MS = 300_000;

/** Quick runs have a tenth of the clients and of the rooms, in which are as many as ever. */
function scaled(load) {
  if (!options.quick) return { warmup: 0.5, seconds, ...load };
  return { ...load, warmup: 0.1, seconds, clients: load.clients / 10, rooms: Math.max(1, (load.rooms ?? 1) / 10) };
}

const loadArguments = (load) => Object.entries(scaled(load)).flatMap(([name, value]) => [`--${name}`, String(value)]);

/** One run: the figures of the load generator, with those of all processes of the server added up. */
async function measure({ server: kind, load, options: more }) {
  const server = await start(kind, more);
  try {
    const { code, output } = await run(loadProgram, [...loadArguments(load), ...server.pids.flatMap((pid) => ['--watch', String(pid)]), server.target], { guard: RUN_GUARD_MS });
    if (code !== 0) throw new Error(output);
    const figures = JSON.parse(output.split('\n').at(-1));
    const sum = (key) => figures.processes.reduce((total, one) => total + one[key], 0);
    return { server: kind, ...figures, cpu: sum('cpu'), grown: sum('resident') - sum('resident_before') };
  } finally {
    await server.stop();
  }
}

const installed = ({ runs }) => Object.values(runs).every(({ server }) => available(server));

/** Every row in every round, in turn. What fails is told and left out. */
async function measureRows(chosen) {
  const results = chosen.map((row) => ({ row, rounds: [], failures: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const { row, rounds: done, failures } of results) {
      const entries = Object.entries(row.runs);
      if (round % 2) entries.reverse(); // so that neither always goes first
      const figures = {};
      try {
        for (const [name, what] of entries) figures[name] = await measure(what);
        done.push(figures);
        console.error(`round ${round + 1}: ${row.name}: ${row.goals.map(([, , of]) => number(of(figures))).join(', ')}`);
      } catch (error) {
        failures.push(error.message);
        console.error(`round ${round + 1}: ${row.name} failed: ${error.message}`);
      }
    }
  }
  return results.map(summary);
}

/** The points of the plots: {plot, name, runs}, where the runs of all rounds are figures. */
async function measureCurves(chosen) {
  const results = chosen.map(({ plot, name }) => ({ plot, name, runs: [], failures: [] }));
  for (let round = 0; round < Math.min(rounds, CURVE_ROUNDS); round++) {
    for (const [index, { runs }] of chosen.entries()) {
      for (const what of runs) {
        try {
          results[index].runs.push(await measure(what));
        } catch (error) {
          results[index].failures.push(error.message);
          console.error(`round ${round + 1}: ${results[index].plot} of ${results[index].name} failed: ${error.message}`);
        }
      }
    }
    console.error(`round ${round + 1}: plots`);
  }
  return results;
}

/** Profiles of rows, one after the other, as Markdown. */
async function profiles(chosen) {
  if (!await canProfile()) return 'There is no `perf` here that may look on, so what was missed is not profiled.\n';
  const texts = [];
  for (const row of chosen) {
    try {
      texts.push(await profile(row, { start, args: loadArguments, program: loadProgram }));
      console.error(`profile: ${row.name}`);
    } catch (error) {
      console.error(`profile: ${row.name} failed: ${error.message}`);
    }
  }
  return texts.join('\n');
}

/** The table of the page, in page.md. Returns the exit status. */
async function writePages() {
  if (!available('page')) {
    console.log('Not run: the page, which needs Chromium and playwright-core (npm ci in tests/).');
    return options.page ? 1 : 0;
  }
  const measured = await measurePages({ rounds, lines: options.quick ? LINES.slice(0, 1) : LINES });
  const text = pageTable(measured, rounds);
  await writeFile(join(options.out, 'page.md'), text);
  await writeFile(join(options.out, 'page.json'), JSON.stringify(measured, null, 1));
  console.log(text);
  for (const one of measured) {
    for (const what of missedByPage(one)) console.log(`missed: ${what} at ${one.line.name}`);
  }
  return 0;
}

/** The table of private rooms, in private.md. Returns the exit status. */
async function writePrivate() {
  const part = await import('./private.mjs').catch(() => null);
  if (!part) {
    console.log('Not run: private rooms, which need the packages of tests/ (npm ci there).');
    return options.private ? 1 : 0;
  }
  const { FIGURES, measurePrivate, privateTable } = part;
  const figures = options.quick ? FIGURES.filter(({ isQuick }) => isQuick) : FIGURES;
  const measured = await measurePrivate({ rounds, figures });
  const text = privateTable(measured, rounds);
  await writeFile(join(options.out, 'private.md'), text);
  await writeFile(join(options.out, 'private.json'), JSON.stringify(measured, null, 1));
  console.log(text);
  return 0;
}

/** The table of large rooms, in large.md. Returns the exit status. */
async function writeLarge() {
  const part = await import('./large.mjs').catch(() => null);
  if (!part) {
    console.log('Not run: large rooms, which need playwright-core (npm ci in tests/).');
    return options.large ? 1 : 0;
  }
  const measured = await part.measureLarge({ rounds, rooms: options.quick ? part.ROOMS.slice(0, 1) : part.ROOMS });
  const text = part.largeTable(measured, rounds);
  await writeFile(join(options.out, 'large.md'), text);
  await writeFile(join(options.out, 'large.json'), JSON.stringify(measured, null, 1));
  console.log(text);
  return 0;
}

/** The table of floods, in floods.md. Returns the exit status. */
async function writeFloods() {
  const measured = await measureFloods({ rounds, seconds, quick: options.quick });
  const text = floodsTable(measured, rounds);
  await writeFile(join(options.out, 'floods.md'), text);
  await writeFile(join(options.out, 'floods.json'), JSON.stringify(measured, null, 1));
  console.log(text);
  return 0;
}

/** The table of many nodes, in nodes.md. Returns the exit status. */
async function writeNodes() {
  if (!await hasRedis()) {
    console.log('Not run: many nodes, which need redis-server.');
    return options.nodes ? 1 : 0;
  }
  const measured = await measureNodes({ rounds, seconds, quick: options.quick });
  const text = nodesTable(measured, options.quick);
  await writeFile(join(options.out, 'nodes.md'), text);
  await writeFile(join(options.out, 'nodes.json'), JSON.stringify(measured, null, 1));
  console.log(text);
  return 0;
}

async function main() {
  await mkdir(options.out, { recursive: true });
  if (options.profile) {
    const names = options.profile.split(',');
    const text = await profiles(rows.filter(({ name }) => names.includes(name)));
    await writeFile(join(options.out, 'profiles.md'), text);
    console.log(text);
    return 0;
  }
  if (options.page) return writePages();
  if (options.private) return writePrivate();
  if (options.large) return writeLarge();
  if (options.floods) return writeFloods();
  if (options.nodes) return writeNodes();
  const machine = await describeMachine();
  const only = options.only?.split(',');
  const chosen = rows.filter((row) => (!only || only.includes(row.name)) && installed(row));
  const measured = await measureRows(chosen);
  const drawn = await measureCurves(only ? [] : curves.filter(installed));
  const missing = [...rows, ...curves].filter((one) => !installed(one)).map(({ plot, name }) => (plot ? `${plot} of ${name}` : name));
  const text = markdown({ machine, measured, rounds, seconds, quick: options.quick, missing });
  const results = { machine, rounds, seconds, quick: options.quick, rows: measured, curves: drawn };
  await writeFile(join(options.out, 'table.md'), text);
  await writeFile(join(options.out, 'results.json'), JSON.stringify(results, null, 1));
  if (drawn.length > 0) for (const [name, svg] of Object.entries(plots(drawn))) await writeFile(join(options.out, name), svg);
  console.log(text);
  const missed = measured.filter(({ goals }) => goals.some(({ met }) => !met)).map(({ name }) => name);
  if (!options.quick && missed.length > 0) {
    const explained = await profiles(rows.filter(({ name }) => missed.includes(name)));
    await writeFile(join(options.out, 'profiles.md'), explained);
    console.log(explained);
  }
  const pages = only || options.quick ? 0 : await writePages() || await writePrivate() || await writeLarge() || await writeFloods() || await writeNodes();
  return [...measured, ...drawn].some(({ failures }) => failures.length > 0) ? 1 : pages;
}

process.exitCode = await main();
