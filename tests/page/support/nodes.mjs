// Several daemons that are one chat, behind a front server that passes chat/NAME/ to each and chat/join to the next one that is
// there. It can stand for the hub of a browser (browser.mjs).

import { Hub, html, json } from './hub.mjs';

export class Nodes {
  hubs = new Map();
  /** By room: the name of the node that has it. */
  holders = new Map();
  gone = new Set();
  #turn = 0;

  constructor(clock, names = ['a', 'b', 'c']) {
    for (const name of names) {
      const hub = new Hub(clock);
      hub.init = { ...hub.init, node: name };
      this.hubs.set(name, hub);
    }
  }

  set init(value) {
    for (const [name, hub] of this.hubs) hub.init = { ...value, node: name };
  }

  get init() {
    return this.hubs.get('a').init;
  }

  get clients() {
    return new Map([...this.hubs.values()].flatMap((hub) => [...hub.clients]));
  }

  leave(id) {
    for (const hub of this.hubs.values()) if (hub.clients.has(id)) hub.leave(id);
  }

  /** A node ends without a word; another may take its rooms. */
  kill(name) {
    this.gone.add(name);
    this.hubs.get(name).restart();
  }

  /** Its lease is over. */
  forget(name) {
    for (const [room, holder] of this.holders) if (holder === name) this.holders.delete(room);
  }

  /** A node gives a room to whoever comes first elsewhere. */
  give(room, to) {
    const hub = this.hubs.get(this.holders.get(room));
    this.holders.set(room, to);
    for (const client of [...hub.clients.values()]) {
      if (client.room !== room) continue;
      hub.clients.delete(client.id);
      client.parked?.reject(new TypeError('ended'));
    }
  }

  /** Which node a person is at, by the names of them. */
  at(id) {
    return [...this.hubs].filter(([, hub]) => hub.clients.has(id)).map(([name]) => name);
  }

  fetchFor() {
    const fetches = new Map([...this.hubs].map(([name, hub]) => [name, hub.fetchFor()]));
    return async (url, request) => {
      const [, name, endpoint] = /\/chat\/(?:([^/]+)\/)?([^/]+)$/.exec(new URL(url).pathname);
      const there = [...this.hubs.keys()].filter((node) => !this.gone.has(node));
      const node = name ?? there[this.#turn++ % there.length];
      if (!there.includes(node)) return html(502);
      if (endpoint !== 'join') return fetches.get(node)(url, request);
      const { room } = JSON.parse(request.body);
      const holder = this.holders.get(room) ?? node;
      this.holders.set(room, holder);
      return holder === node ? fetches.get(node)(url, request) : json(421, { error: 'elsewhere', node: holder, detail: '' });
    };
  }
}
