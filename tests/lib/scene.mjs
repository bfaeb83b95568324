// What most tests begin with: a daemon, a front server, people who have joined; all ended with the test.

import assert from 'node:assert/strict';
import { ChatClient, overFastCgi, overHttp } from './client.mjs';
import { Daemon } from './daemon.mjs';
import { Front } from './front.mjs';
import { request } from './fastcgi.mjs';

/** A daemon that ends with test `t`, and in order: not by a crash, nor with a sanitizer's report. */
export async function daemonFor(t, args = [], options = {}) {
  const daemon = await Daemon.start({ args, ...options });
  t.after(async () => {
    const { code, signal } = await daemon.stop();
    assert.ok(code === 0 || signal === 'SIGKILL', `the daemon ended with ${code ?? signal}:\n${daemon.process.output}`);
  });
  return daemon;
}

/** A front server that ends with test `t`. */
export async function frontFor(t, kind, options = {}) {
  const front = await Front.start(kind, options);
  t.after(() => front.stop());
  return front;
}

/** Posts a value (a string or buffer as it is) to an endpoint of the daemon, directly. */
export function post(daemon, endpoint, value, options = {}) {
  const body = typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value);
  return request(daemon.address, { endpoint, body, ...options });
}

/** How to reach a daemon or a front server. */
export function transportTo(place) {
  return place.url ? overHttp(place.url, { chat: place.chat }) : overFastCgi(place.address);
}

/** Someone who has joined but does not poll by itself. */
export async function joined(place, options = {}) {
  const client = new ChatClient(transportTo(place), options);
  await client.join();
  return client;
}

/** Someone who has joined and polls until the end of test `t`. */
export async function polling(t, place, options = {}) {
  const client = new ChatClient(transportTo(place), options);
  client.persistent = options.persistent;
  await client.start();
  t.after(() => client.vanish());
  return client;
}

/** Sends one message of a client, without its having to be accepted. */
export function send(client, message, more = {}) {
  return client.post('send', { ...client.credentials, commands: [['send', client.id, message]], ...more });
}

/** Waits until the daemon's count satisfies `holds`, asking again as soon as it has answered. */
export async function statusUntil(daemon, holds, guard = 20_000) {
  let status;
  for (let asked = 0; asked < guard; asked++) {
    status = await daemon.status();
    if (holds(status)) return status;
  }
  throw new Error(`the status never became as expected: ${JSON.stringify(status)}`);
}
