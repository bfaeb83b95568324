// How long private rooms take: to come in, in a storm, after a restart, to seal and to open. `make bench BENCH_FLAGS=--private`.
//
// The page's own code in node, in two threads, with the daemon behind the shipped lighttpd, all on one machine. `make bench` gives
// WebCrypto's work one more thread: the four that node has otherwise mostly wait for each other on two processors.

import { Worker } from 'node:worker_threads';
import { newIdentity, readIdentity } from '../../../www/js/crypto/identity.js';
import { isSigned, newSenderChain, openLine, readLine, sealLine } from '../../../www/js/crypto/line.js';
import { Daemon } from '../../lib/daemon.mjs';
import { Front } from '../../lib/front.mjs';
import { newRoom } from '../../lib/private-talker.mjs';
import { lineWhileFileGoes } from './files.mjs';
import { median, number } from './table.mjs';

const SEALED = 1000;

/** People in two threads. `both(order)` gives it to each, `one(order)` to the first. */
class People {
  #workers; #waiting = new Map();
  #number = 0;

  constructor(url, entrance) {
    this.#workers = [0, 1].map(() => new Worker(new URL('private-people.mjs', import.meta.url), { workerData: { url, entrance } }));
    for (const worker of this.#workers) {
      worker.on('message', ({ number: answered, value, error }) => {
        const { resolve, reject } = this.#waiting.get(answered);
        if (error) reject(new Error(error));
        else resolve(value);
      });
    }
  }

  #ask(worker, order) {
    this.#number += 1;
    const asked = this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(asked, { resolve, reject });
      worker.postMessage({ number: asked, ...order });
    });
  }

  both(order) {
    return Promise.all(this.#workers.map((worker) => this.#ask(worker, order)));
  }

  one(order) {
    return this.#ask(this.#workers[0], order);
  }

  async join(count, line) {
    const half = Math.floor(count / 2);
    await Promise.all([this.#ask(this.#workers[0], { order: 'join', count: count - half, line }), this.#ask(this.#workers[1], { order: 'join', count: half, line })]);
  }

  async end() {
    await this.both({ order: 'stop' });
    for (const worker of this.#workers) await worker.terminate();
  }
}

async function inRoom(work) {
  const daemon = await Daemon.start();
  const front = await Front.start('lighttpd', { socket: daemon.socket });
  const people = new People(front.url, (await newRoom()).entrance);
  try {
    return await work(people, daemon);
  } finally {
    await people.end();
    await front.stop();
    await daemon.stop();
  }
}

async function filled(people, count) {
  await people.join(count);
  await people.both({ order: 'allIn', count: count });
  await people.both({ order: 'say', line: 'I am here' });
  await people.both({ order: 'allRead', lines: count });
}

const joining = (count) => () => inRoom(async (people) => {
  await filled(people, count - 1);
  return people.one({ order: 'joinAndRead' });
});

const storm = (inside, coming) => () => inRoom(async (people) => {
  await filled(people, inside);
  const began = performance.now();
  await people.join(coming, 'me, too');
  await people.both({ order: 'allRead', lines: inside + coming });
  return performance.now() - began;
});

const restart = (count) => () => inRoom(async (people, daemon) => {
  await filled(people, count);
  await daemon.kill();
  const began = performance.now();
  await daemon.start();
  await people.both({ order: 'say', line: 'still here' });
  await people.both({ order: 'allRead', lines: 2 * count });
  return performance.now() - began;
});

const history = (count) => () => inRoom(async (people) => {
  await people.join(2);
  await people.both({ order: 'allIn', count: 2 });
  await people.one({ order: 'sayMany', count });
  return people.one({ order: 'readMany', count });
});

async function sealing() {
  const identity = await newIdentity();
  const where = { room: new Uint8Array(16), relay: '0'.repeat(32), publicKey: identity.publicKey, id: 'm' };
  const sender = newSenderChain(1);
  const reader = await readIdentity(identity.publicKey);
  let chain = sender.chain.copy();
  const began = performance.now();
  for (let index = 0; index < SEALED; index += 1) {
    const line = readLine(await sealLine(sender, { no: index, ts: 0, kind: 'text', text: 'as long as lines are: what people say in a chat is short' }, where, identity));
    if (!await isSigned(line, where, reader)) throw new Error('not signed');
    ({ chain } = await openLine(line, where, chain));
  }
  return (performance.now() - began) / SEALED;
}

export const FIGURES = [
  { name: 'join to the first line, 2 people', goal: 300, isQuick: true, measure: joining(2) },
  { name: 'join to the first line, 10 people', goal: 500, measure: joining(10) },
  { name: 'join to the first line, 50 people', goal: 1000, measure: joining(50) },
  { name: '20 people into a room of 30: everybody reads everybody', goal: 6000, measure: storm(30, 20) },
  { name: 'a restart of the daemon with 50: everybody reads everybody', goal: 4000, measure: restart(50) },
  { name: 'to seal a line and to open it', goal: 1, isQuick: true, measure: sealing },
  { name: 'a line while a file of 2 MB goes, 95 of 100', goal: 300, measure: lineWhileFileGoes },
  { name: 'a history of 1,000 lines', goal: 1000, measure: history(1000) },
];

/** Measures each figure in milliseconds, in every round: [{ name, goal, value, all }]. */
export async function measurePrivate({ rounds, figures = FIGURES }) {
  const measured = figures.map((figure) => ({ ...figure, all: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, measure, all } of measured) {
      all.push(await measure());
      console.error(`round ${round + 1}: ${name}: ${number(all.at(-1))} ms`);
    }
  }
  return measured.map(({ name, goal, all }) => ({ name, goal, value: median(all), all }));
}

export function privateTable(measured, rounds) {
  return [
    '| private rooms | goal | measured | |',
    '|---|---|---|---|',
    ...measured.map(({ name, goal, value, all }) => (
      `| ${name} | ${number(goal)} ms | ${number(value)} ms (${number(Math.min(...all))} to ${number(Math.max(...all))}) | ${value <= goal ? 'met' : 'missed'} |`)),
    '',
    `The page’s own code in node, in two threads, the daemon and the shipped lighttpd, all on one machine; medians of ${rounds}.`,
    '',
  ].join('\n');
}
