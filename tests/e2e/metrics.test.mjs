// What an operator sees: chat/metrics, chat/health and chat/status. Checked by Prometheus's own tools.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ChatClient, overFastCgi } from '../lib/client.mjs';
import { Daemon, temporaryDirectory } from '../lib/daemon.mjs';
import { request } from '../lib/fastcgi.mjs';
import { Front } from '../lib/front.mjs';
import { freePort } from '../lib/ports.mjs';
import { guarded, Process, run } from '../lib/process.mjs';
import { Redis } from '../lib/redis.mjs';

async function daemonFor(t, options) {
  const daemon = await Daemon.start(options);
  t.after(() => daemon.stop());
  return daemon;
}

const asked = (daemon, endpoint, more = {}) => request(daemon.address, { method: 'GET', endpoint, ...more });

/** `name{labels}` -> value, of what `metrics` says. */
async function metricsOf(daemon) {
  const { status, text } = await asked(daemon, 'metrics');
  assert.equal(status, 200, text);
  return readMetrics(text);
}

function readMetrics(text) {
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(lines.map((line) => {
    const [, name, value] = /^([a-z_]+(?:\{[^}]*\})?) (\S+)$/.exec(line);
    return [name.replace(/^onetimechat_/, ''), Number(value)];
  }));
}

async function twoWhoTalk(daemon) {
  const [ann, bob] = ['ann', 'bob'].map(() => new ChatClient(overFastCgi(daemon.address)));
  await ann.join();
  await bob.join();
  const waiting = ann.post('poll', { ...ann.credentials, ack: ann.ack, hold: 5 });
  await waiting; // the fetch for bob
  await bob.post('send', { ...bob.credentials, commands: [['send', bob.id, { id: 'm1', text: 'what nobody else may read' }]] });
  await ann.post('poll', { ...ann.credentials, ack: ann.ack, hold: 0 });
  return [ann, bob];
}

async function promtool(text) {
  const tool = spawn('promtool', ['check', 'metrics']);
  let said = '';
  for (const stream of [tool.stdout, tool.stderr]) stream.on('data', (bytes) => (said += bytes));
  tool.stdin.end(text);
  const [code] = await guarded(once(tool, 'close'), 'promtool');
  return { code, said };
}

test('promtool finds nothing wrong with the metrics', async (t) => {
  const daemon = await daemonFor(t);
  await twoWhoTalk(daemon);
  const { text, headers } = await asked(daemon, 'metrics');
  assert.match(JSON.stringify(headers), /text\/plain; version=0\.0\.4/);
  assert.deepEqual(await promtool(text), { code: 0, said: '' });
  assert.notEqual((await promtool(`${text}without_help 3\n`)).code, 0, 'promtool looks at it');
});

test('they count what happens', async (t) => {
  const daemon = await daemonFor(t);
  const before = await metricsOf(daemon);
  for (const name of ['clients', 'rooms', 'joins_total', 'messages_total', 'queued_bytes', 'parked_requests{kind="poll"}']) assert.equal(before.get(name), 0, name);
  const [ann] = await twoWhoTalk(daemon);
  await ann.post('send', { id: ann.id, token: 'x'.repeat(22), commands: [] });
  const after = await metricsOf(daemon);
  assert.equal(after.get('clients'), 2);
  assert.equal(after.get('rooms'), 1);
  assert.equal(after.get('joins_total'), 2);
  assert.equal(after.get('messages_total'), 1);
  assert.equal(after.get('requests_total{endpoint="join"}'), 2);
  assert.equal(after.get('requests_total{endpoint="poll"}'), 2);
  assert.equal(after.get('refusals_total{reason="bad_token"}'), 1);
  assert.equal(after.get('refusals_total{reason="bad_json"}'), 0);
  assert.equal(after.get('delivery_seconds_count'), 1, 'to ann; bob has not asked');
  assert.ok(after.get('queued_bytes') > 0, 'for bob, and for ann until she acknowledges');
  assert.ok(after.get('received_bytes_total') > 100);
  assert.ok(after.get('sent_bytes_total') > before.get('sent_bytes_total') + 500);
  assert.ok(after.get('answer_bytes_count') >= 6);
  assert.ok(after.get('loop_pass_seconds_count') > 0);
  assert.equal(after.get('delivery_seconds_bucket{le="+Inf"}'), 1);
  assert.ok(after.get('answer_bytes_bucket{le="1048576"}') >= 6, 'bounds are told to the last digit');
});

test('how long a poll was parked, and a message waited, is in their histograms', async (t) => {
  const daemon = await daemonFor(t);
  const ann = new ChatClient(overFastCgi(daemon.address));
  await ann.join();
  await ann.post('poll', { ...ann.credentials, ack: 1, hold: 0.3 });
  const polled = await metricsOf(daemon);
  assert.equal(polled.get('hold_seconds_count'), 1);
  assert.ok(polled.get('hold_seconds_sum') >= 0.3);
  assert.equal(polled.get('hold_seconds_bucket{le="0.256"}'), 0);
  await ann.post('send', { ...ann.credentials, commands: [['send', ann.id, { id: 'm1' }]] });
  await ann.post('probe', { ...ann.credentials, pause: 0.3 });
  await ann.post('poll', { ...ann.credentials, ack: 1, hold: 0 });
  const delivered = await metricsOf(daemon);
  assert.equal(delivered.get('delivery_seconds_count'), 1);
  assert.ok(delivered.get('delivery_seconds_sum') >= 0.3);
  await ann.post('poll', { ...ann.credentials, ack: 1, hold: 0 });
  assert.equal((await metricsOf(daemon)).get('delivery_seconds_count'), 1, 'what is sent again was delivered before');
});

test('all that was queued and taken is given back in the end', async (t) => {
  const daemon = await daemonFor(t);
  const before = await metricsOf(daemon);
  for (const person of await twoWhoTalk(daemon)) await person.leave();
  const after = await metricsOf(daemon);
  for (const name of ['clients', 'rooms', 'queued_bytes', 'memory_bytes{for="messages"}']) assert.equal(after.get(name), before.get(name), name);
});

test('the limit of the memory is told', async (t) => {
  const limited = await daemonFor(t, { args: ['--max-memory', '64M'] });
  assert.equal((await metricsOf(limited)).get('memory_limit_bytes'), 64 * 2 ** 20);
  const free = await daemonFor(t, { args: ['--max-memory', '0'] });
  assert.equal((await metricsOf(free)).get('memory_limit_bytes'), 0);
});

test('nobody’s room, id, address or words are in them', async (t) => {
  const daemon = await daemonFor(t);
  const room = 'a-room-of-their-own';
  const ann = new ChatClient(overFastCgi(daemon.address, { remote: '203.0.113.7' }), { room });
  await ann.join();
  await ann.post('send', { ...ann.credentials, commands: [['send', ann.id, { id: 'm1', text: 'words' }]] });
  for (const endpoint of ['metrics', 'status', 'health']) {
    const { text } = await asked(daemon, endpoint);
    for (const secret of [room, ann.id, ann.token, '203.0.113.7', 'words']) assert.ok(!text.includes(secret), `${secret} in ${endpoint}`);
  }
});

test('only whom --status-from names may ask; to all others the endpoints do not exist', async (t) => {
  const usual = await daemonFor(t);
  const opened = await daemonFor(t, { args: ['--status-from', '198.51.100.0/24,2001:db8::/32'] });
  const proxied = { extra: { HTTP_X_FORWARDED_FOR: '198.51.100.9' } };
  for (const endpoint of ['metrics', 'status', 'health']) {
    for (const [daemon, more, status] of [
      [usual, {}, 200], [usual, { remote: '::1' }, 200], [usual, { remote: '192.0.2.1' }, 404], [usual, { remote: '' }, 404],
      [usual, proxied, 404],
      [opened, { remote: '198.51.100.9' }, 200], [opened, { remote: '2001:db8::5' }, 200], [opened, {}, 404],
      [opened, proxied, 404],
    ]) assert.equal((await asked(daemon, endpoint, more)).status, status, `${endpoint} ${JSON.stringify(more)}`);
  }
  const trusting = await daemonFor(t, { args: ['--status-from', '198.51.100.0/24', '--trusted-proxy', '127.0.0.1'] });
  assert.equal((await asked(trusting, 'metrics', proxied)).status, 200);
});

test('health says that the daemon answers', async (t) => {
  const daemon = await daemonFor(t);
  const answer = await asked(daemon, 'health');
  assert.equal(answer.status, 200);
  assert.deepEqual(JSON.parse(answer.text), { status: 'ok' });
});

test('a Prometheus scrapes them through lighttpd', async (t) => {
  const daemon = await daemonFor(t);
  const front = await Front.start('lighttpd', { socket: daemon.socket });
  t.after(() => front.stop());
  await twoWhoTalk(daemon);
  const dir = await temporaryDirectory();
  t.after(() => rm(dir, { recursive: true, force: true }));
  const { host } = new URL(front.url);
  await writeFile(join(dir, 'prometheus.yml'), [
    'global:', '  scrape_interval: 1s', 'scrape_configs:', '  - job_name: onetimechat', '    metrics_path: /chat/metrics', '    static_configs:', `      - targets: ['${host}']`, '',
  ].join('\n'));
  const port = await freePort();
  const prometheus = new Process('prometheus', [`--config.file=${join(dir, 'prometheus.yml')}`, `--storage.tsdb.path=${join(dir, 'data')}`, `--web.listen-address=127.0.0.1:${port}`]);
  t.after(() => prometheus.stop());
  const query = async (what) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(what)}`).then((got) => got.json()).catch(() => null); // not ready yet
    return answer?.data?.result?.[0]?.value?.[1] ?? null;
  };
  const scraped = (async () => {
    for (;;) {
      const clients = await query('onetimechat_clients');
      if (clients !== null) return clients;
      await new Promise((resolve) => setTimeout(resolve, 100)); // it has no event for that
    }
  })();
  assert.equal(await guarded(scraped, 'a scrape'), '2');
  assert.equal(await query('up{job="onetimechat"}'), '1');
});

const inConf = (name) => fileURLToPath(new URL(`../../conf/${name}`, import.meta.url));

/** The names of metrics in an expression or a text. */
const namesIn = (text) => new Set(text.match(/onetimechat_[a-z_]+/g) ?? []);

test('the alert rules are in order, and what they and the dashboard ask for exists', async (t) => {
  const node = await (await Redis.start(t)).node(t, 'a'); // it tells all that a daemon alone does, and more
  const { text } = await asked(node, 'metrics');
  const known = namesIn(text.split('\n').filter((line) => !line.startsWith('#')).join('\n'));
  const checked = await run('promtool', ['check', 'rules', inConf('prometheus-alerts.yml')]);
  assert.equal(checked.code, 0, checked.output);
  const dashboard = JSON.parse(await readFile(inConf('grafana-dashboard.json'), 'utf8'));
  const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  assert.ok(expressions.length >= 10);
  const wanted = namesIn([...expressions, await readFile(inConf('prometheus-alerts.yml'), 'utf8')].join('\n'));
  assert.deepEqual([...wanted].filter((name) => !known.has(name)), []);
  assert.deepEqual([...known].filter((name) => !wanted.has(name)).filter((name) => !/_(sum|count)$/.test(name)), [], 'everything is shown somewhere');
});
