// Three nodes of one chat: the front servers that have an example for them, and what may befall them.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { adjust, Front, shipped } from './front.mjs';
import { freePort, portReady } from './ports.mjs';
import { Process } from './process.mjs';
import { Redis } from './redis.mjs';

const LEASE_MS = 3000;
export const NAMES = ['a', 'b', 'c'];

/** The text of an example with the addresses of these nodes. */
async function example(name, nodes) {
  const text = await shipped(name);
  return NAMES.reduce((filled, _, i) => {
    const { host, port } = nodes[i].address;
    return filled.replaceAll(`192.0.2.${i + 1}:9000`, `${host}:${port}`)
      .replaceAll(`"192.0.2.${i + 1}", "port" => 9000`, `"${host}", "port" => ${port}`);
  }, text);
}

/** Starts a front server for nodes: (t, nodes, socket of a daemon for those that need one) gives a promise of its address. */
export const FRONTS = {
  async haproxy(t, nodes, socket) {
    const web = await Front.start('lighttpd', { socket });
    t.after(() => web.stop());
    const port = await freePort();
    const conf = join(web.dir, 'haproxy-nodes.cfg');
    await writeFile(conf, adjust(await example('haproxy-nodes.cfg', nodes), [
      ['bind 127\\.0\\.0\\.1:8080', `bind 127.0.0.1:${port}`],
      ['server web 127\\.0\\.0\\.1:8081', `server web 127.0.0.1:${web.port}`],
    ]));
    const haproxy = new Process('haproxy', ['-db', '-f', conf], { cwd: web.dir });
    t.after(() => haproxy.stop('SIGKILL'));
    await portReady(port, haproxy.exited);
    return `http://127.0.0.1:${port}/`;
  },
  async lighttpd(t, nodes, socket) {
    const path = join(nodes[0].dir, 'lighttpd-nodes.conf');
    await writeFile(path, await example('lighttpd-nodes.conf', nodes));
    const front = await Front.start('lighttpd', { socket, whole: [['^var\\.onetimechat_base = ""$', `var.onetimechat_base = ""\ninclude "${path}"`]] });
    t.after(() => front.stop());
    return front.url;
  },
  async nginx(t, nodes, socket) {
    const front = await Front.start('nginx', {
      socket,
      extra: await example('nginx-nodes.conf', nodes),
      changes: [
        ['location ~ /chat/\\[a-z\\]\\+\\$', 'location ~ /chat/([a-z0-9-]+/)?[a-z]+$'],
        ['fastcgi_pass unix:.*;$', 'fastcgi_pass $onetimechat_node;'],
      ],
    });
    t.after(() => front.stop());
    return front.url;
  },
};

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** `{ redis, nodes }`, with these options of Redis.node; c asks for rooms at each start. */
export async function threeNodes(t, options = {}) {
  const redis = await Redis.start(t);
  const nodes = [];
  for (const name of NAMES) nodes.push(await redis.node(t, name, { ...options, args: [...options.args ?? [], ...(name === 'c' ? ['--rebalance'] : [])] }));
  return { redis, nodes };
}

/** What may befall one of the nodes, or Redis: by names, functions of `{ node, redis }`. */
export const troubles = {
  async 'a node is killed'({ node }) {
    await node.kill();
    await pause(randomInt(LEASE_MS));
    await node.start();
  },
  async 'a node gives its rooms away'({ node }) {
    assert.deepEqual(await node.terminate(), { code: 0, signal: null });
    await node.start();
  },
  async 'a node stands still'({ node }) {
    node.process.signal('SIGSTOP');
    await pause(randomInt(2 * LEASE_MS));
    node.process.signal('SIGCONT');
  },
  async 'Redis is killed'({ redis }) {
    await redis.kill();
    await pause(randomInt(LEASE_MS));
    await redis.launch();
  },
  async 'Redis is emptied'({ redis }) {
    await redis.command('flushall');
  },
};
