// A daemon in a few lines, for tests of the page without one: rooms, queues with numbers, acknowledgement and
// parked polls, of one client or several, and streams, as the protocol has them. `fetchFor()` gives a `fetch` to it whose answers a test can lose.

import { createHash } from 'node:crypto';
import { HubStream } from './hub-stream.mjs';

export class Hub {
  clients = new Map();
  requests = [];
  /** Set to (endpoint, body, signal) => Response | Error | promise | null to answer in the daemon's place. */
  intercept = () => null;
  /** Set to (endpoint, body) => true to lose the answer to a request that was carried out. */
  loseAnswer = () => false;
  /** Seconds after which a poll may come again; null: polls are parked. */
  wait = null;
  init = { hold: 25, max_hold: 50, grace: 90, max_message: 90_000 };

  constructor({ now, timers }) {
    this.now = now;
    this.timers = timers;
  }

  restart() {
    for (const client of this.clients.values()) {
      client.parked?.reject(new TypeError('connection reset'));
      client.stream?.break();
    }
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
    const client = present ?? { id, token, room, queue: [], number: 0, acked: 0, parked: null, stream: null };
    this.clients.set(id, client);
    client.queue = [];
    this.#queue(client, this.initOf(client));
    for (const other of this.#others(client)) this.#queue(other, ['fetch', id]);
    return client;
  }

  leave(id, why = 'left') {
    const client = this.clients.get(id);
    this.clients.delete(id);
    client.parked?.answer();
    client.stream?.end({ error: 'unknown_client', detail: '', commands: undefined });
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
    client.parked?.answer();
    client.stream?.pass();
  }

  #acknowledge(client, ack = 0) {
    client.acked = Math.max(client.acked, ack);
    client.queue = client.queue.filter(({ number }) => number > ack);
  }

  #waiting(client) {
    const commands = client.queue.map(({ command }) => command);
    return { seq: commands.length > 0 ? client.number : client.acked, commands };
  }

  #answer(endpoint, body, signal) {
    if (endpoint === 'join') return json(200, this.#waiting(this.join(body.token, body.room)));
    if (endpoint === 'poll' && body.polls) return this.#pollForSeveral(body, signal);
    const fault = this.#faultOf(body);
    if (fault) return json(fault === 'bad_token' ? 403 : 410, { error: fault, detail: '' });
    const client = this.clients.get(body.id);
    if (endpoint === 'stream') return this.#stream(client, body, signal);
    if (endpoint === 'ack') return this.#ack(client, body);
    if (endpoint === 'poll') return this.#poll([body], body.hold, signal, ([answer]) => answerTo({ ...answer, ...this.#pause() }));
    if (endpoint === 'send') return this.#send(client, body);
    throw new Error(`no such endpoint: ${endpoint}`);
  }

  #faultOf({ id, token }) {
    const client = this.clients.get(id);
    if (!client) return 'unknown_client';
    return client.token === token ? null : 'bad_token';
  }

  #pollForSeveral({ polls, hold, id }, signal) {
    const distinct = new Set(polls.map((poll) => poll.id)).size;
    if (!this.init.max_polls || id !== undefined || distinct !== polls.length || polls.length > this.init.max_polls) {
      return json(400, { error: 'bad_request', detail: '' });
    }
    return this.#poll(polls, hold, signal, (answers) => {
      const named = answers.map((answer, index) => ({ id: polls[index].id, ...answer }));
      return json(200, { polls: named, ...this.#pause() });
    });
  }

  #pause() {
    return this.wait === null ? {} : { wait: this.wait };
  }

  // Parks the polls together unless one of them has something; `compose` makes one answer of theirs.
  #poll(polls, hold, signal, compose) {
    const superseded = new Set();
    const answers = () => polls.map((poll) => this.#answerOf(poll, superseded.has(poll.id)));
    for (const { id, ack } of polls.filter((poll) => !this.#faultOf(poll))) {
      const client = this.clients.get(id);
      this.#acknowledge(client, ack);
      client.parked?.supersede(id);
    }
    const now = answers();
    if (hold === 0 || this.wait !== null || now.some(({ commands }) => commands?.length !== 0)) return compose(now);
    return new Promise((resolve, reject) => {
      const parked = {};
      const end = (settled) => (value) => {
        this.timers.clear(timer);
        for (const { id } of polls) if (this.clients.get(id)?.parked === parked) this.clients.get(id).parked = null;
        settled(value);
      };
      const answer = () => end(resolve)(compose(answers()));
      const timer = this.timers.set(answer, Math.min(hold ?? this.init.hold, this.init.max_hold) * 1000);
      Object.assign(parked, { answer, reject: end(reject), supersede: (id) => { superseded.add(id); answer(); } });
      for (const { id } of polls) this.clients.get(id).parked = parked;
      signal.addEventListener('abort', () => parked.reject(new DOMException('aborted', 'AbortError')));
    });
  }

  #answerOf(poll, superseded) {
    const fault = this.#faultOf(poll);
    if (fault) return { error: fault, detail: '' };
    const client = this.clients.get(poll.id);
    return superseded ? { seq: client.acked, commands: [], superseded: true } : this.#waiting(client);
  }

  #stream(client, { ack }, signal) {
    this.#acknowledge(client, ack);
    client.stream?.end({ superseded: true });
    client.stream = new HubStream(client, { ack, signal, timers: this.timers });
    return new Response(client.stream.body, { headers: { 'content-type': 'application/x-ndjson' } });
  }

  #ack(client, { ack }) {
    if (ack > client.number) return json(400, { error: 'bad_request', detail: '' });
    this.#acknowledge(client, ack);
    return new Response(null, { status: 204 });
  }

  #send(client, { commands, ack }) {
    this.#acknowledge(client, ack);
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

function answerTo({ error, ...answer }) {
  if (error) return json(410, { error, detail: '' });
  return json(200, answer);
}

export function html(status) {
  return new Response('<!DOCTYPE html><title>Login</title>', { status, headers: { 'content-type': 'text/html' } });
}
