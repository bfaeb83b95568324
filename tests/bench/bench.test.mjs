// That the benchmarks run, and that the load generator believes no wrong delivery. Nothing here is about speed.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { temporaryDirectory } from '../lib/daemon.mjs';
import { run } from '../lib/process.mjs';
import { curves } from './driver/curves.mjs';
import { hasRedis, sizesFor } from './driver/nodes.mjs';
import { readSamples } from './driver/profile.mjs';
import { rows } from './driver/rows.mjs';
import { median, summary } from './driver/table.mjs';
import { loadProgram } from './driver/servers.mjs';

const driver = new URL('driver/bench.mjs', import.meta.url).pathname;

test('a quick run of everything has a figure for each row of the table', async (t) => {
  const out = await temporaryDirectory();
  t.after(() => rm(out, { recursive: true }));
  const { code, output } = await run(process.execPath, [driver, '--quick', '--out', out], { guard: 300_000 });
  assert.equal(code, 0, output);
  const { rows: measured, curves: drawn } = JSON.parse(await readFile(join(out, 'results.json'), 'utf8'));
  assert.deepEqual(measured.map((row) => row.name), rows.map((row) => row.name));
  for (const row of measured) {
    for (const goal of row.goals) assert.ok(Number.isFinite(goal.value.median), `${row.name}: ${goal.what}`);
    for (const run of Object.values(row.rounds[0])) {
      assert.ok(run.deliveries > 0 || ['parked', 'joins'].includes(run.work), `${row.name}: ${run.server} delivered nothing`);
    }
  }
  for (const { plot, name, runs } of drawn) {
    const most = runs.reduce((one, other) => (other.clients > one.clients ? other : one));
    assert.ok(runs.every((one) => one.deliveries > 0 || one.work === 'parked'), `${plot}: ${name}`);
    assert.ok(most.deliveries > 0 || most.grown > 0, `${plot}: ${name}: memory of ${most.clients} clients`);
    const svg = await readFile(join(out, `${plot}.svg`), 'utf8');
    assert.ok(svg.includes(`>${name}</text>`), `${plot}: ${name}`);
    assert.doesNotMatch(svg, /NaN|Infinity/);
  }
  assert.deepEqual(drawn.map(({ plot, name }) => [plot, name]), curves.map(({ plot, name }) => [plot, name]));
  const table = await readFile(join(out, 'table.md'), 'utf8');
  for (const row of rows) assert.ok(table.includes(row.workload), row.workload);
});

test('the page is measured on a slow line, cold and warm, as built and as it lies', async (t) => {
  const out = await temporaryDirectory();
  t.after(() => rm(out, { recursive: true }));
  const { code, output } = await run(process.execPath, [driver, '--page', '--quick', '--out', out], { guard: 300_000 });
  assert.equal(code, 0, output);
  const [built, unbuilt] = JSON.parse(await readFile(join(out, 'page.json'), 'utf8'));
  assert.ok(built.online >= 4 * 0.2, `${built.online} s: a connection, the page, its script and a join take four round trips`);
  assert.ok(built.painted > 0 && built.painted < built.online);
  assert.ok(unbuilt.requests > 2 * built.requests && unbuilt.kilobytes > 2 * built.kilobytes);
  // What is no matter of time.
  assert.ok(built.requests <= 6, `${built.requests} requests`);
  assert.ok(built.kilobytes <= 40, `${built.kilobytes} KB`);
  assert.equal(built.again, 2, 'a warm visit asks for index.html and joins');
  assert.ok((await readFile(join(out, 'page.md'), 'utf8')).includes('| 200 ms, 400 kbit/s | as built | '));
});

test('a burst of lines is measured as the page draws it', async (t) => {
  const out = await temporaryDirectory();
  t.after(() => rm(out, { recursive: true }));
  const { code, output } = await run(process.execPath, [driver, '--large', '--quick', '--out', out], { guard: 300_000 });
  assert.equal(code, 0, output);
  const [{ drawn: [drawn], key: [key] }] = JSON.parse(await readFile(join(out, 'large.json'), 'utf8'));
  assert.ok(drawn > 0 && key > 0, `${drawn} ms, ${key} ms`);
});

test('each flood is measured beside a quiet pair', async (t) => {
  const out = await temporaryDirectory();
  t.after(() => rm(out, { recursive: true }));
  const { code, output } = await run(process.execPath, [driver, '--floods', '--quick', '--out', out], { guard: 300_000 });
  assert.equal(code, 0, output);
  const measured = JSON.parse(await readFile(join(out, 'floods.json'), 'utf8'));
  assert.equal(measured.length, 11);
  for (const { name, before, during, all: [{ during: figures }] } of measured) {
    assert.ok(before.p99 > 0 && during.p99 > 0, name);
    assert.ok(figures.lines > 0 && figures.connections > 0, name);
  }
  assert.ok((await readFile(join(out, 'floods.md'), 'utf8')).includes('| joins from one address | '));
});

test('nodes are measured beside each other, and what they ask of Redis', async (t) => {
  if (!await hasRedis()) return t.skip('no redis-server');
  const out = await temporaryDirectory();
  t.after(() => rm(out, { recursive: true }));
  const { code, output } = await run(process.execPath, [driver, '--nodes', '--quick', '--out', out], { guard: 300_000 });
  assert.equal(code, 0, output);
  const { deliveries: [counts], joins: [joins] } = JSON.parse(await readFile(join(out, 'nodes.json'), 'utf8'));
  assert.deepEqual(counts.map(({ count }) => count), [1, 2, 3]);
  for (const { count, fast, paced } of counts) {
    assert.ok(fast.perSecond > 0, `${count} nodes`);
    assert.equal(fast.micros.length, count);
    assert.ok(paced.perSecond > 0, `${count} nodes`);
  }
  for (const { perSecond } of [joins.alone, joins.tens, joins.claims]) assert.ok(perSecond > 0);
  // What is no matter of time. A room is renewed every 5 s, 32 in a command at most.
  assert.ok(joins.bytes > 50, `${joins.bytes} bytes`);
  assert.ok(joins.sent > 1 / 32 / 10 && joins.sent < 0.3, `${joins.sent} commands a second for a room`);
  const table = await readFile(join(out, 'nodes.md'), 'utf8');
  assert.match(table, /^\| 3 \| [\d,]+ /m);
  assert.match(table, /^\| 10,000,000 \| 1,000,000 \| 1,666,667 \| [\d,]+ /m);
});

test('what a million people need follows from what was measured', () => {
  const size = sizesFor(1e6, {
    deliveries: [[{ fast: { micros: [3] } }]],
    joins: [{ claims: { micros: 36, redisMicros: 18 }, bytes: 150, micros: 0.5 }],
    answer: { header: 600, body: 150 },
  });
  const near = (value, wanted) => assert.ok(Math.abs(value / wanted - 1) < 1e-6, `${value}, not ${wanted}`);
  near(size.rooms, 100_000);
  near(size.delivered, 1e7 / 60);
  near(size.nodeCores, 2 * (0.5 + 1e6 * 0.004 / 15_000 + 0.02)); // at half a core each
  near(size.redisCores, 2 * (0.05 + 0.01));
  near(size.redisBytes, 15e6);
  near(size.frontCores, 2 * (1e7 / 60 + 40_000 + 1e6 / 60) * 32.45e-6);
  near(size.pollBits, 1e9);
  near(size.streamBits, 2e8);
});

/**
 * A server that speaks nchan's long poll to one client, and gives it these messages whatever it publishes.
 */
async function scripted(t, ids) {
  let next = 0;
  let said = 0;
  const waiting = [];
  const give = () => {
    while (waiting.length > 0 && next < ids.length && said > 0) {
      const body = JSON.stringify({ id: ids[next++] });
      waiting.shift().writeHead(200, { 'Last-Modified': 'x', Etag: String(next), 'Content-Length': body.length }).end(body);
    }
  };
  const server = createServer((request, response) => {
    if (request.url === '/ready') return response.writeHead(204).end();
    request.resume();
    if (request.method === 'POST') {
      said++;
      response.writeHead(201, { 'Content-Length': 0 }).end();
    } else waiting.push(response);
    give();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${server.address().port}`;
}

for (const [what, ids, wrong] of [
  ['repeated', ['b0-1', 'b0-1'], /not exactly once and in order: .* heard message 1 of sender 0, after 1/],
  ['lost', ['b0-2'], /not exactly once and in order: .* heard message 2 of sender 0, after 0/],
  ['invented', ['b0-1', 'b0-2', 'b0-3'], /heard that nobody has said/],
  ['of a stranger', ['b7-1'], /not exactly once and in order: .* sender 7/],
]) {
  test(`a message that is ${what} fails the run`, async (t) => {
    const target = await scripted(t, ids);
    const { code, output } = await run(loadProgram, ['--speech', 'nchan', '--work', 'paced', '--rate', '0.001', '--clients', '1', '--seconds', '60', target]);
    assert.equal(code, 1, output);
    assert.match(output, wrong);
  });
}

test('a profile tells system calls by what they are for, and the program\'s own functions', async () => {
  const script = [
    '      7f01 __libc_recv (/usr/lib/libc.so.6)', '',
    '  ffffffff unix_stream_read_generic ([kernel.kallsyms])', '  ffffffff __x64_sys_recvfrom ([kernel.kallsyms])', '      7f01 __libc_recv (/usr/lib/libc.so.6)', '',
    '  ffffffff __x64_sys_sendto ([kernel.kallsyms])', '      7f02 __send (/usr/lib/libc.so.6)', '',
    '  ffffffff do_epoll_wait ([kernel.kallsyms])', '  ffffffff __x64_sys_epoll_wait ([kernel.kallsyms])', '',
    '  ffffffff asm_sysvec_apic_timer_interrupt ([kernel.kallsyms])', '      5501 pairs_feed (/build/onetimechatd)', '',
    '      5501 pairs_feed+0x12 (/build/onetimechatd)', '      5502 on_event (/build/onetimechatd)', '',
  ];
  const { samples, kinds, functions } = await readSamples(script);
  assert.equal(samples, 6);
  assert.deepEqual(Object.fromEntries(kinds), {
    'the program itself': 2, 'reading (recv, read)': 1, 'writing (send, write)': 1, 'waiting (epoll)': 1, 'the kernel’s rest': 1,
  });
  assert.deepEqual(Object.fromEntries(functions), { __libc_recv: 1, pairs_feed: 1 });
});

test('what the load generator is told wrongly it refuses', async () => {
  for (const args of [['--clients', 'x', 'fcgi:/s'], ['--speech', 'x', 'fcgi:/s'], ['ftp://x'], [], ['--clients', '1', '--work', 'pairs', 'fcgi:/s']]) {
    const { code, output } = await run(loadProgram, args);
    assert.equal(code, 2, output);
    assert.match(output, /usage: load/);
  }
});

test('a row says the median and the spread of its rounds, and whether its goal is met', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  const row = (sense) => ({ name: 'x', runs: { a: {} }, goals: [['v', [sense, 2], (r) => r.a.v]], details: [['v', (one) => one.v]] });
  const rounds = [{ a: { v: 1 } }, { a: { v: 5 } }, { a: { v: 3 } }];
  const goal = (sense, of = rounds) => summary({ row: row(sense), rounds: of, failures: [] }).goals[0];
  assert.deepEqual(goal('most').value, { median: 3, least: 1, most: 5 });
  assert.equal(goal('most').met, false);
  assert.equal(goal('least').met, true);
  assert.equal(goal('least', []).met, false);
});

test('private rooms are measured', async (t) => {
  const out = await temporaryDirectory();
  t.after(() => rm(out, { recursive: true }));
  const { code, output } = await run(process.execPath, [driver, '--private', '--quick', '--out', out], { guard: 300_000 });
  assert.equal(code, 0, output);
  const measured = JSON.parse(await readFile(join(out, 'private.json'), 'utf8'));
  assert.equal(measured.length, 2);
  for (const { value } of measured) assert.ok(value > 0);
  assert.ok((await readFile(join(out, 'private.md'), 'utf8')).includes('| to seal a line and to open it | 1 ms | '));
});
