// Many nodes: what one costs as others join it, and what they ask of Redis. `make bench BENCH_FLAGS=--nodes`.
//
// Each node has a load generator of its own, whose rooms are its own, right at its socket. Where there are processors for all of them,
// each has one to itself. Where there are fewer, the deliveries a second only say how the machine was divided. Then one node alone is
// talked to at a fixed pace, while the others hold as many rooms: programs that wait for each other do more at a time, and seem cheaper.

import { cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { Front } from '../../lib/front.mjs';
import { run } from '../../lib/process.mjs';
import { Redis } from '../../lib/redis.mjs';
import { daemon, loadProgram } from './servers.mjs';
import { median, number } from './table.mjs';

export const COUNTS = [1, 2, 3];
const MOST = Math.max(...COUNTS);
const NAMES = ['a', 'b', 'c'];
const LIMITS = ['--rate', '0', '--rate-bytes', '0', '--join-rate', '0', '--max-clients', '20000'];
const RUN_GUARD_MS = 300_000;
const RENEWALS_MS = 10_000;       // in which each room is renewed twice
const GOALS = { growth: 1.03, bytes: 200, commands: 0.3 };

// How large it can get: what is assumed of people, and what measured/table.md says (of lighttpd's room of 1,000, the direct one beside
// it, and idle clients).
const ROOM = 10;
const LINE_EVERY_S = 60;
const STAY_S = 1800;
const HOLD_S = 25;
const BUSY = 0.5;                 // of a processor, so that half as many carry all
const FRONT_MICROS = 35.6 - 3.15; // CPU of the front server for a request
const IDLE_MICROS = 0.004 / 15_000 * 1e6; // CPU of a node for a client, each second
const PEOPLE = [1e5, 1e6, 1e7];

/** Whether each node and each load generator can have a processor. */
const isRoomy = cpus().length >= 2 * MOST;
const pinned = (core) => (isRoomy ? ['taskset', '-c', String(core)] : []);

/** Runs `work(redis, nodes)` with so many nodes, and ends them. */
async function withNodes(count, work) {
  const ends = [];
  const t = { after: (end) => ends.push(end) };
  try {
    const redis = await Redis.start(t);
    const nodes = [];
    for (const [i, name] of NAMES.slice(0, count).entries()) nodes.push(await redis.node(t, name, { args: LIMITS, wrapper: pinned(i) }));
    return await work(redis, nodes);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** The figures of the load generator of one node; with those of `more` processes in `processes`, after the node's own. */
async function load(socket, pids, options, core = null) {
  const args = [...Object.entries(options), ...pids.map((pid) => ['watch', pid])].flatMap(([name, value]) => [`--${name}`, String(value)]);
  const [program, ...rest] = [...(core === null ? [] : pinned(core)), loadProgram, ...args, `fcgi:${socket}`];
  const { code, output } = await run(program, rest, { guard: RUN_GUARD_MS });
  if (code !== 0) throw new Error(output);
  return JSON.parse(output.split('\n').at(-1));
}

const talkAt = (node, i, options) => load(node.socket, [node.pid], { ...options, prefix: `${node.node}-` }, MOST + i);
const figuresOf = (all) => ({
  perSecond: all.reduce((sum, one) => sum + one.deliveries / one.seconds, 0),
  micros: all.map((one) => one.processes[0].cpu / one.deliveries * 1e6),
});

/** All nodes at once: deliveries a second of all together, and the CPU of each in µs a delivery. */
async function measureDeliveries(count, options) {
  return withNodes(count, async (_, nodes) => figuresOf(await Promise.all(nodes.map((node, i) => talkAt(node, i, options)))));
}

/** The same of the first node alone, while as many people are quiet in as many rooms of each other one. */
async function measureBesideQuiet(count, options) {
  const { clients, rooms } = options;
  return withNodes(count, async (_, [first, ...others]) => {
    for (const { socket, node } of others) await load(socket, [], { work: 'joins', clients, rooms, prefix: `${node}-` });
    return figuresOf([await talkAt(first, 0, options)]);
  });
}

const field = (text, name) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(text)[1]);

/** How often Redis was called, by the nodes and by the scripts that they send, and its seconds of CPU. */
async function calls(redis) {
  const stats = [...(await redis.command('info', 'commandstats')).matchAll(/^cmdstat_(\S+):calls=(\d+)/gm)].map(([, name, count]) => [name, Number(count)]);
  const sum = (is) => stats.filter(([name]) => is(name)).reduce((total, [, count]) => total + count, 0);
  const isScript = (name) => /^eval/.test(name);
  const cpu = [...(await redis.command('info', 'cpu')).matchAll(/^used_cpu_(?:user|sys):([\d.]+)/gm)].reduce((total, [, used]) => total + Number(used), 0);
  return { cpu, sent: sum(isScript), within: sum((name) => !isScript(name) && !/^(info|ping|config|auth|hello|client)/.test(name)) };
}

/** What joins cost with a directory and without; and what the rooms that they leave behind cost Redis. */
async function measureJoins(rooms) {
  const joins = (perRoom) => ({ work: 'joins', clients: rooms, rooms: rooms / perRoom });
  const figure = ({ clients, seconds, processes: [node, redis] }) => ({ perSecond: clients / seconds, micros: node.cpu / clients * 1e6, redisMicros: redis && redis.cpu / clients * 1e6 });
  const one = await daemon();
  const alone = figure(await load(one.socket, one.pids, joins(1)).finally(one.stop));
  const tens = await withNodes(1, async (redis, [node]) => figure(await load(node.socket, [node.pid, redis.process.pid], joins(10))));
  return withNodes(1, async (redis, [node]) => {
    const used = async () => field(await redis.command('info', 'memory'), 'used_memory');
    await load(node.socket, [], { work: 'joins', clients: 1, prefix: 'first-' }); // what the first claim of all brings along
    const empty = await used();
    const claims = figure(await load(node.socket, [node.pid, redis.process.pid], joins(1)));
    const bytes = (await used() - empty) / rooms;
    const [before, began] = [await calls(redis), performance.now()];
    await pause(RENEWALS_MS);
    const [after, seconds] = [await calls(redis), (performance.now() - began) / 1000];
    const rate = (what) => (after[what] - before[what]) / rooms / seconds;
    return { alone, tens, claims, bytes, sent: rate('sent'), within: rate('within'), micros: rate('cpu') * 1e6 };
  });
}

/** The bytes of an answer that brings one line of the page's, behind the shipped lighttpd: { header, body }. */
async function measureAnswer() {
  const one = await daemon();
  const front = await Front.start('lighttpd', { socket: one.socket });
  const post = async (endpoint, body) => {
    const { output } = await run('curl', ['-sS', '-w', '\n%{size_header} %{size_download}', '-H', 'Content-Type: application/json', '-d', JSON.stringify(body), front.endpoint(endpoint)]);
    const [json, sizes] = output.split('\n');
    const [header, size] = sizes.split(' ').map(Number);
    return { json: JSON.parse(json), header, body: size };
  };
  try {
    const [, id, { token, name }] = (await post('join', { room: 'r0' })).json.commands[0];
    await post('send', { id, token, commands: [['send', id, { kind: 'text', name, text: 'x'.repeat(32) }]] });
    const { header, body } = await post('poll', { id, token, ack: 1 });
    return { header, body };
  } finally {
    await front.stop();
    await one.stop();
  }
}

/** Measures all of it in every round: { rounds, load, deliveries: [[{ count, fast, paced }]], joins, answer }; `deliveries` and `joins` have a round each. */
export async function measureNodes({ rounds, seconds, quick }) {
  const scale = quick ? 0.1 : 1;
  const talk = { clients: 1000 * scale, rooms: 100 * scale, warmup: quick ? 0.1 : 1, seconds };
  const measured = { rounds, load: loadavg()[0], deliveries: [], joins: [], answer: await measureAnswer() };
  for (let round = 0; round < rounds; round += 1) {
    const figures = new Map();
    for (const count of round % 2 ? COUNTS.toReversed() : COUNTS) {
      const fast = await measureDeliveries(count, { ...talk, work: 'fanout' });
      const paced = await (isRoomy ? measureDeliveries : measureBesideQuiet)(count, { ...talk, work: 'paced', rate: 3000 * scale, seconds: 4 * seconds });
      figures.set(count, { count, fast, paced });
      console.error(`round ${round + 1}: ${count} nodes: ${number(fast.perSecond)} deliveries/s, ${paced.micros.map(number).join(', ')} µs a delivery`);
    }
    measured.deliveries.push(COUNTS.map((count) => figures.get(count)));
    measured.joins.push(await measureJoins(10_000 * scale));
    console.error(`round ${round + 1}: ${number(measured.joins.at(-1).claims.perSecond)} joins/s`);
  }
  return measured;
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = (values) => `${number(median(values))} (${number(Math.min(...values))} to ${number(Math.max(...values))})`;

function deliveriesTable({ deliveries }) {
  const of = (i, read) => deliveries.map((round) => read(round[i], round[0]));
  const micros = ({ micros: each }) => mean(each);
  return [
    '| nodes | deliveries a second, all together | CPU a delivery | CPU a delivery at 3,000 messages a second | times that of one node | |',
    '|---|---|---|---|---|---|',
    ...COUNTS.map((count, i) => {
      const growth = of(i, ({ paced }, { paced: one }) => micros(paced) / micros(one));
      const verdict = i === 0 ? '' : median(growth) <= GOALS.growth ? 'met' : 'missed';
      return `| ${count} | ${spread(of(i, ({ fast }) => fast.perSecond))} | ${spread(of(i, ({ fast }) => micros(fast)))} µs | ${spread(of(i, ({ paced }) => micros(paced)))} µs | ${spread(growth)} | ${verdict} |`;
    }),
  ];
}

function redisTable({ joins, answer }) {
  const of = (read) => joins.map(read);
  const goal = (values, bound) => `at most ${bound} | ${spread(values)} | ${median(values) <= bound ? 'met' : 'missed'} |`;
  const row = (what, values) => `| ${what} | | ${spread(values)} | |`;
  return [
    '| joins, 64 at a time, and Redis | goal | | |',
    '|---|---|---|---|',
    row('joins a second without a directory, each to a room of its own', of(({ alone }) => alone.perSecond)),
    row('joins a second to rooms of ten, one claim for ten', of(({ tens }) => tens.perSecond)),
    row('joins a second, each to a room that has to be claimed', of(({ claims }) => claims.perSecond)),
    row('µs of the node’s CPU for a join without a directory', of(({ alone }) => alone.micros)),
    row('µs of the node’s CPU for a join with a claim', of(({ claims }) => claims.micros)),
    row('µs of Redis’ CPU for a claim', of(({ claims }) => claims.redisMicros)),
    `| Redis’ memory for a room, bytes | ${goal(of(({ bytes }) => bytes), GOALS.bytes)}`,
    `| commands that Redis gets for a room, a second | ${goal(of(({ sent }) => sent), GOALS.commands)}`,
    row('what its scripts do for a room, calls a second', of(({ within }) => within)),
    row('µs of Redis’ CPU for a room, each second', of(({ micros }) => micros)),
    row('bytes of an answer with one line from lighttpd: header', [answer.header]),
    row('bytes of an answer with one line from lighttpd: body', [answer.body]),
  ];
}

/** What is needed for so many people, from what was measured. The formulas are in tests/bench/README.md. */
export function sizesFor(people, { deliveries, joins, answer }) {
  const delivery = median(deliveries.map(([{ fast }]) => mean(fast.micros)));
  const of = (read) => median(joins.map(read));
  const rooms = people / ROOM;
  const lines = people / LINE_EVERY_S;
  const delivered = lines * ROOM;
  const cores = (micros) => micros / 1e6 / BUSY;
  return {
    rooms,
    delivered,
    nodeCores: cores(delivered * delivery + people * IDLE_MICROS + people / STAY_S * of(({ claims }) => claims.micros)),
    redisCores: cores(rooms * of(({ micros }) => micros) + people / STAY_S * of(({ claims }) => claims.redisMicros)),
    redisBytes: rooms * of(({ bytes }) => bytes),
    frontCores: cores((delivered + people / HOLD_S + lines) * FRONT_MICROS),
    pollBits: delivered * (answer.header + answer.body) * 8,
    streamBits: delivered * answer.body * 8,
  };
}

function sizesTable(measured) {
  const up = (value) => number(Math.ceil(value));
  return [
    '| people | rooms | deliveries a second | nodes, of a core | directories, of a core | its memory | front servers, of two cores | out by polls | by streams |',
    '|---|---|---|---|---|---|---|---|---|',
    ...PEOPLE.map((people) => {
      const size = sizesFor(people, measured);
      return `| ${number(people)} | ${number(size.rooms)} | ${number(size.delivered)} | ${up(size.nodeCores)} (${number(size.nodeCores)}) | ${up(size.redisCores)} (${number(size.redisCores)}) | ${number(size.redisBytes / 1e6)} MB | ${up(size.frontCores / 2)} (${number(size.frontCores / 2)}) | ${number(size.pollBits / 1e6)} Mbit/s | ${number(size.streamBits / 1e6)} Mbit/s |`;
    }),
  ];
}

export function nodesTable(measured, quick) {
  const cores = cpus().length;
  return [
    ...(quick ? ['A quick run, with a tenth of the clients: no figure of it says anything.'] : []),
    isRoomy
      ? `Each node and each load generator has one of ${cores} processors to itself.`
      : `${cores} processors for up to ${2 * MOST} programs and Redis: nothing is pinned, and the nodes share what one has alone. At a fixed pace one node is talked to, and the others are quiet: that is what counts here.`,
    `Rooms of ten, 1,000 clients a node, each on its own connection; medians of ${measured.rounds}, in brackets the least and the most. The load average was ${number(measured.load)} at the start.`,
    '',
    ...deliveriesTable(measured),
    '',
    ...redisTable(measured),
    '',
    'How large it can get, by the formulas of tests/bench/README.md:',
    '',
    ...sizesTable(measured),
    '',
  ].join('\n');
}

/** Whether redis-server is here. */
export async function hasRedis() {
  return (await run('redis-server', ['--version'])).code === 0;
}
