// A daemon in a few lines, for tests of the page without one: rooms, queues with numbers, acknowledgement and
// parked polls as the protocol has them. `fetchFor()` gives a `fetch` to it whose answers a test can lose.

import { createHash } from 'node:crypto';

export class Hub {
  clients = new Map();
  requests = [];
  /** Set to (endpoint, body, signal) => Response | Error | promise | null to answer in the daemon's place. */
  intercept = () => null;
  /** Set to (endpoint, body) => true to lose the answer to a request that was carried out. */
  loseAnswer = () => false;
  init = { hold: 25, max_hold: 50, grace: 90, max_message: 90_000 };

  constructor({ now, timers }) {
    this.now = now;
    this.timers = timers;
  }

  restart() {
    for (const client of this.clients.values()) client.parked?.reject(new TypeError('connection reset'));
    this.clients.clear();
  }

  fetchFor() {
    return async (url, { body, signal }) => {
      const endpoint = new URL(url).pathname.split('/').at(-1);
      const request = JSON.parse(body);
      this.requests.push({ endpoint, body: request });
      const substitute = this.intercept(endpoint, request, signal);
      if (substitute instanceof Error) throw substitute;
      if (substitute) return substitute;
      const lost = this.loseAnswer(endpoint, request);
      const answer = await this.#answer(endpoint, request, signal);
      if (lost) throw new TypeError('connection cut');
      return answer;
    };
  }

  /** The client as others see it, for direct use by a test. */
  join(token, room = 'lobby') {
    const id = idOf(token);
    const present = this.clients.get(id);
    if (!present) this.#tell(room, ['fetch', id]);
    const client = present ?? { id, token, room, queue: [], number: 0, acked: 0, parked: null };
    this.clients.set(id, client);
    client.queue = [];
    this.#queue(client, this.initOf(client));
    return client;
  }

  leave(id, why = 'left') {
    const client = this.clients.get(id);
    this.clients.delete(id);
    client.parked?.answer(json(410, { error: 'unknown_client' }));
    this.#tell(client.room, ['rm', id, why]);
  }

  /** Queues a message of `from` for everyone, or for `message.to`. */
  say(from, message) {
    const { room } = this.clients.get(from);
    if (message.to !== undefined) {
      const target = this.clients.get(message.to);
      if (target?.room === room) this.#queue(target, ['add', from, message]);
    } else {
      this.#tell(room, ['add', from, message]);
    }
  }

  overflow(id) {
    const client = this.clients.get(id);
    client.queue = [];
    this.#queue(client, this.initOf(client));
    for (const other of this.#others(client)) this.#queue(other, ['fetch', id]);
  }

  initOf(client) {
    const members = this.#others(client).map(({ id }) => id);
    return ['init', client.id, { token: client.token, name: `Name ${client.id.slice(0, 6)}`, room: client.room, members, now: this.now(), ...this.init }];
  }

  #others(client) {
    return [...this.clients.values()].filter((other) => other !== client && other.room === client.room);
  }

  #tell(room, command) {
    for (const client of this.clients.values()) if (client.room === room) this.#queue(client, command);
  }

  #queue(client, command) {
    client.number += 1;
    client.queue.push({ number: client.number, command });
    client.parked?.answer(this.#waiting(client));
  }

  #waiting(client) {
    const commands = client.queue.map(({ command }) => command);
    return json(200, { seq: commands.length > 0 ? client.number : client.acked, commands });
  }

  #answer(endpoint, body, signal) {
    if (endpoint === 'join') return this.#waiting(this.join(body.token, body.room));
    const client = this.clients.get(body.id);
    if (!client) return json(410, { error: 'unknown_client', detail: '' });
    if (client.token !== body.token) return json(403, { error: 'bad_token', detail: '' });
    if (endpoint === 'poll') return this.#poll(client, body, signal);
    if (endpoint === 'send') return this.#send(client, body);
    throw new Error(`no such endpoint: ${endpoint}`);
  }

  #poll(client, { ack, hold }, signal) {
    client.acked = Math.max(client.acked, ack);
    client.queue = client.queue.filter(({ number }) => number > ack);
    client.parked?.answer(json(200, { seq: client.acked, commands: [], superseded: true }));
    if (client.queue.length > 0 || hold === 0) return this.#waiting(client);
    return new Promise((resolve, reject) => {
      const empty = () => client.parked.answer(json(200, { seq: client.acked, commands: [] }));
      const timer = this.timers.set(empty, Math.min(hold ?? this.init.hold, this.init.max_hold) * 1000);
      const parked = {};
      const end = (settled) => (value) => {
        this.timers.clear(timer);
        if (client.parked === parked) client.parked = null;
        settled(value);
      };
      client.parked = Object.assign(parked, { answer: end(resolve), reject: end(reject) });
      signal.addEventListener('abort', () => parked.reject(new DOMException('aborted', 'AbortError')));
    });
  }

  #send(client, { commands }) {
    for (const [, id, message] of commands) this.say(id, message);
    return json(200, { accepted: commands.map(([, , { id, ts }]) => ({ id, ts })) });
  }
}

export function idOf(token) {
  return createHash('sha256').update(token).digest('hex').slice(0, 32);
}

export function json(status, body, headers = {}) {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}

export function html(status) {
  return new Response('<!DOCTYPE html><title>Login</title>', { status, headers: { 'content-type': 'text/html' } });
}
