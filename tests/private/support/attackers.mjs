// What attackers need: rooms to attack, lies to tell, and a look at what it costs those who hear them.

import { unwrap } from '../../../www/js/private/envelopes.js';
import { Room } from './circles.mjs';

/** A room with its opener, and `count` others; `options` as for Room.open. */
export async function opened(count = 1, options = {}) {
  const room = await Room.open(options);
  const opener = await room.join({ identity: room.opener });
  await room.settle();
  const others = [];
  for (let number = 0; number < count; number += 1) others.push(await room.join());
  await room.settle();
  return { room, opener, others };
}

/** A content of a line that holds nothing but this, not even what a circle adds. */
export const nothingBut = (content) => ({ toJSON: () => content });

/** Says a line with exactly this content; returns its id. */
export function sayOnly(room, member, content) {
  const id = room.makeId();
  member.circle.say({ id, content: () => nothingBut(content) });
  return id;
}

export const sortOf = (message) => unwrap(message)?.sort;

/** What `member` has sent of that sort. */
export const sentOf = (member, sort) => member.sent.filter((message) => sortOf(message) === sort);

export const isIn = (one, other) => one.circle.present.includes(other.id);

export const outs = (member) => member.of('out').map(({ why }) => why);

/** A copy of a message with one byte of what is sealed changed, counted from the end where it is negative. */
export function spoilt(message, at) {
  const bytes = Buffer.from(message.sealed, 'base64url');
  bytes[at < 0 ? bytes.length + at : at] ^= 1;
  return { ...message, sealed: bytes.toString('base64url') };
}

const COUNTED = ['encrypt', 'decrypt', 'sign', 'verify', 'digest', 'deriveBits', 'importKey', 'generateKey'];

/** How many calls of WebCrypto it takes to do `work`. */
export async function callsOf(work) {
  let calls = 0;
  for (const name of COUNTED) {
    const original = Object.getPrototypeOf(crypto.subtle)[name];
    crypto.subtle[name] = (...parameters) => {
      calls += 1;
      return original.apply(crypto.subtle, parameters);
    };
  }
  try {
    await work();
  } finally {
    for (const name of COUNTED) delete crypto.subtle[name];
  }
  return calls;
}
