// People in a private room, in a thread of their own: half of them, so that both processors have something to do.

import { parentPort, workerData } from 'node:worker_threads';
import { newIdentity } from '../../../www/js/crypto/identity.js';
import { privateTalker } from '../../lib/private-talker.mjs';

const people = [];

// What the other thread asks for, by names; each is answered when it is done.
const orders = {
  async join({ count, line }) {
    const news = await Promise.all(Array.from({ length: count }, async () => privateTalker(workerData.url, { entrance: workerData.entrance, identity: await newIdentity() })));
    people.push(...news);
    for (const person of news) {
      person.start();
      if (line) person.say(line);
    }
  },
  // One more: how long until the first line of somebody else is there.
  async joinAndRead() {
    const one = privateTalker(workerData.url, { entrance: workerData.entrance });
    const began = performance.now();
    one.start();
    await one.until(() => one.texts.length > 0, 'a line');
    const took = performance.now() - began;
    one.session.leave(() => {});
    return took;
  },
  say({ line }) {
    for (const person of people) person.say(line);
  },
  async sayMany({ count }) {
    for (let number = 0; number < count; number += 1) people[0].say(`line ${number}, as long as lines are: what people say in a chat is short`);
    await people[0].until(() => people[0].lines.every(({ state }) => state !== 'waiting'), 'all lines', 300_000);
  },
  async readMany({ count }) {
    const one = privateTalker(workerData.url, { entrance: workerData.entrance });
    one.start();
    await one.until(() => one.session.people.length > 1, 'somebody');
    const began = performance.now();
    await one.until(() => one.texts.length >= count, 'the history', 300_000);
    const took = performance.now() - began;
    one.session.leave(() => {});
    return took;
  },
  async allIn({ count }) {
    for (const person of people) await person.until(() => person.session.people.length >= count, 'everybody', 120_000);
  },
  async allRead({ lines }) {
    for (const person of people) await person.until(() => person.texts.length >= lines, `${lines} lines`, 120_000);
  },
  async stop() {
    for (const person of people) person.stop();
  },
};

parentPort.on('message', async ({ number, order, ...more }) => {
  try {
    parentPort.postMessage({ number, value: await orders[order](more) });
  } catch (error) {
    parentPort.postMessage({ number, error: error.message });
  }
});
