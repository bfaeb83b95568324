// A client of the contract, as strict about it as a test should be. What it holds is what a browser would hold.

import { randomBytes, createHash } from 'node:crypto';
import { EventEmitter, once, setMaxListeners } from 'node:events';
import { FastCgiConnection } from './fastcgi.mjs';
import { request } from './http.mjs';
import { guarded } from './process.mjs';

export function newToken() {
  return randomBytes(16).toString('base64url');
}

export function idOfToken(token) {
  return createHash('sha256').update(token).digest('hex').slice(0, 32);
}

/** Carries requests over HTTP, each on a connection of its own. `url` is the page's address, `chat` the endpoint below it. */
export function overHttp(url, { chat = 'chat/', ...options } = {}) {
  return (endpoint, body, signal) => request(`${url}${chat}${endpoint}`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body, signal, ...options,
  });
}

/** Carries requests over FastCGI, each on a connection of its own. */
export function overFastCgi(address, options = {}) {
  return async (endpoint, body, signal) => {
    const connection = new FastCgiConnection(address);
    const cut = () => connection.destroy();
    signal?.addEventListener('abort', cut, { once: true });
    try {
      return await guarded(connection.request({ endpoint, body, keep: false, ...options }), `the answer of ${endpoint}`);
    } finally {
      signal?.removeEventListener('abort', cut);
      connection.destroy();
    }
  };
}

/**
 * Events: 'change' after whatever it holds has changed, 'fault' with an Error when the server broke the contract.
 * `messages` maps "<sender> <message id>" to {from, ...message} in the order of arrival.
 */
export class ChatClient extends EventEmitter {
  messages = new Map();
  said = [];
  members = new Set();
  inits = 0;
  gone = [];
  /** How often a command came again after it had been taken in: must be 0 when no answer was lost. */
  repeated = 0;
  ack = 0;

  constructor(transport, { room = 'lobby', token = newToken(), hold } = {}) {
    super();
    this.setMaxListeners(0);
    Object.assign(this, { transport, room, token, hold, id: idOfToken(token) });
    this.on('fault', (error) => (this.faulted = error));
  }

  /** Posts a value. Answers that are no success are returned, not thrown. */
  post(endpoint, value, signal) {
    return this.transport(endpoint, JSON.stringify(value), signal);
  }

  get credentials() {
    return { id: this.id, token: this.token };
  }

  async join() {
    const answer = await this.post('join', { room: this.room, token: this.token });
    if (answer.status !== 200) throw new Error(`join was answered ${answer.status} ${answer.text}`);
    const { seq, commands } = answer.json;
    this.ack = 0;
    this.#apply(commands, seq);
    return answer.json;
  }

  /** Does something over; a persistent client tries again after a failure of the network or the server, as the page does. */
  async #insist(attempt) {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!this.persistent || this.stopping?.signal.aborted) throw error;
        this.retries = (this.retries ?? 0) + 1;
        await this.#breathe();
      }
    }
  }

  /** Joins and polls until vanish(), leave() or an answer 410 (then it joins again, as the page does). */
  async start() {
    this.stopping = new AbortController();
    setMaxListeners(0, this.stopping.signal);
    await this.#insist(() => this.join());
    this.polling = this.#loop();
    return this;
  }

  async #loop() {
    const { signal } = this.stopping;
    try {
      while (!signal.aborted) await this.#insist(() => this.#pollOnce(signal));
    } catch (error) {
      if (!signal.aborted) this.#fault(error);
    }
  }

  async #pollOnce(signal) {
    const answer = await this.poll(signal);
    if (answer.status === 410) return this.#joinAgain();
    if (answer.status !== 200) throw new Error(`poll was answered ${answer.status} ${answer.text}`);
    if (answer.json.wait) await this.#breathe(1000 * answer.json.wait);
  }

  /** The pause of a client between two attempts, as the page makes one; cut short when the client is stopped. */
  #breathe(ms = 20) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.stopping?.signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
    });
  }

  async #joinAgain() {
    this.messages.clear();
    this.members.clear();
    await this.join();
    const { inits } = this;
    // Beside the polls: they tell when this server too has gone, and it is all said again elsewhere.
    this.#inTurn([...this.said], async (message) => inits === this.inits && this.#relay(message));
  }

  /** One poll; takes in what it brings. */
  async poll(signal, more = {}) {
    const answer = await this.post('poll', { ...this.credentials, ack: this.ack, ...(this.hold === undefined ? {} : { hold: this.hold }), ...more }, signal);
    if (answer.status === 200) {
      const { seq, commands } = answer.json;
      if (seq < this.ack) this.#fault(new Error(`seq ${seq} is before the acknowledged ${this.ack}`));
      if (commands.length === 0 && seq !== this.ack) this.#fault(new Error(`an empty answer with seq ${seq}, not ${this.ack}`));
      this.#apply(commands, seq);
    }
    return answer;
  }

  #fault(error) {
    this.emit('fault', error);
    this.emit('change');
  }

  /** Takes in what a line of a stream brings. */
  takeIn({ seq, commands }) {
    if (commands?.length) this.#apply(commands, seq);
  }

  #apply(commands, seq) {
    commands.forEach((command, index) => {
      const number = seq - commands.length + 1 + index;
      if (number <= this.ack) this.repeated++;
      else this.#take(command);
    });
    this.ack = Math.max(this.ack, seq);
    if (commands.length) this.emit('change');
  }

  #take([command, id, what]) {
    if (command === 'init') this.#takeInit(id, what);
    else if (command === 'fetch') this.#answerFetch(id);
    else if (command === 'add') this.#takeMessage(id, what);
    else if (command === 'rm') this.#takeLeaving(id, what);
    else this.#fault(new Error(`an unknown command ${command}`));
  }

  #takeInit(id, init) {
    if (id !== this.id) this.#fault(new Error(`init for ${id}, not ${this.id}`));
    this.init = init;
    this.inits++;
    this.members = new Set(init.members);
    for (const [key, message] of this.messages) if (message.from !== this.id) this.messages.delete(key);
  }

  #takeMessage(from, message) {
    const key = `${from} ${message.id}`;
    if (this.messages.has(key)) this.doubles = (this.doubles ?? 0) + 1;
    else this.messages.set(key, { from, ...message });
  }

  #takeLeaving(id, why) {
    this.members.delete(id);
    this.gone.push({ id, why });
    for (const [key, message] of this.messages) if (message.from === id) this.messages.delete(key);
  }

  /** Sends a newcomer what has been said until now; what is said later reaches it anyway. */
  #answerFetch(id) {
    this.members.add(id);
    this.#inTurn([...this.said], (message) => this.#relay({ ...message, to: id }));
  }

  /** Sends messages again, after those that are to be sent again already. */
  #inTurn(messages, relay) {
    this.history = (this.history ?? Promise.resolve()).then(async () => {
      for (const message of messages) await this.#insist(() => relay(message));
    }).catch((error) => this.stopping?.signal.aborted || this.persistent || this.#fault(error));
  }

  /** Sends one message until it is accepted; one send is under way at a time, so that their order is kept. */
  #relay(message) {
    const turn = (this.sending ?? Promise.resolve()).then(() => this.#sendNow(message));
    this.sending = turn.catch(() => {});
    return turn;
  }

  async #sendNow(message) {
    for (;;) {
      const answer = await this.post('send', { ...this.credentials, commands: [['send', this.id, message]] });
      if (answer.status === 200) return answer.json.accepted[0];
      if (answer.status !== 429) throw new Error(`send was answered ${answer.status} ${answer.text}`);
      await this.#breathe(1000 * Number(answer.headers['retry-after']));
    }
  }

  /** Says something to the room; it is kept and sent to newcomers. */
  async say(text, more = {}) {
    const message = { id: randomBytes(6).toString('base64url'), ts: Date.now(), text, ...more };
    this.said.push(message);
    return this.#insist(() => this.#relay(message));
  }

  /** Resolves when `holds(this)` is true; rejects when the server broke the contract. */
  async until(holds, what = String(holds)) {
    const waiting = (async () => {
      while (!holds(this)) {
        if (this.faulted) throw this.faulted;
        await once(this, 'change');
      }
    })();
    await guarded(waiting, `${what} (held: ${this.messages.size} messages, ${this.members.size} members)`);
  }

  /** The texts held, of one sender or of all, in order of arrival. */
  texts(from) {
    return [...this.messages.values()].filter((m) => from === undefined || m.from === from).map((m) => m.text);
  }

  async leave(commands) {
    const done = this.post('leave', { ...this.credentials, ...(commands ? { commands } : {}) });
    this.stopping?.abort();
    await this.polling;
    return done;
  }

  /** Goes without a word, as a browser that lost its network. */
  async vanish() {
    this.stopping?.abort();
    await this.polling;
  }
}
