// What a link opens, as main.js and private.js do it for the page.

import { Conversation } from '../js/chat/conversation.js';
import { PLAIN } from '../js/chat/envelope.js';
import * as later from '../js/chat/later.js';
import { LookAlike } from '../js/chat/look-alike.js';
import { Names } from '../js/chat/names.js';
import { roomOf } from '../js/chat/room.js';
import { Session } from '../js/chat/session.js';
import { Stay } from '../js/chat/stay.js';
import { TimeStamps } from '../js/chat/time-stamps.js';
import { entranceBy, entranceByInvitation } from '../js/crypto/admission.js';
import { fingerprint, newIdentity } from '../js/crypto/identity.js';
import { SECRET_BYTES, readLink } from '../js/crypto/link.js';
import { random } from '../js/crypto/primitives.js';
import { KINDS } from '../js/kinds/kinds.js';
import { suite } from '../js/packages/hpke.js';
import { PrivateSession } from '../js/private/private-session.js';
import { readInit } from '../js/wire/answers.js';

const PARTS = { readInit, Stay, Conversation, Names, LookAlike, TimeStamps, KINDS, ...later };

// In a public room the server gives the names, but each message says under which one it is said.
function under(called) {
  const named = (message) => (called.name !== null && message.name !== undefined ? { ...message, name: called.name } : message);
  return { ...PLAIN, seal: async (message) => named(message), size: (message) => PLAIN.size(named(message)) };
}

function publicRoom(room, { name }) {
  const called = { name };
  const rename = (other) => { called.name = other; };
  return { room, rename, makeSession: (options) => new Session({ ...options, room, envelope: under(called) }) };
}

function privateRoom(entrance, { name, most, identity = null }) {
  return { room: null, rename: () => {}, makeSession: (options) => new PrivateSession({ ...options, parts: PARTS, suite, entrance, identity, most, name: name ?? undefined }) };
}

async function newRoom({ password, kind, ...more }) {
  if (kind === 'public') return { refusal: 'turned off' };
  const identity = await newIdentity();
  const link = { secret: random(SECRET_BYTES), opener: await fingerprint(identity.publicKey), room: null };
  return { ...privateRoom(await entranceBy(link, password), { ...more, identity }), isNew: true };
}

async function linkedRoom(fragment, { password, ...more }) {
  const link = readLink(fragment);
  if (link.fault) return { refusal: link.fault };
  const needsNone = password !== '' && !link.check;
  if (link.inviter) return { ...privateRoom(await entranceByInvitation(link), more), needsNone };
  if (!link.check) return { ...privateRoom(await entranceBy(link), more), needsNone };
  if (password === '') return { refusal: 'unanswered' };
  const entrance = await entranceBy(link, password);
  return entrance.check === link.check ? privateRoom(entrance, more) : { refusal: 'password' };
}

/**
 * Opens what stands behind the address: a promise of `{ makeSession, rename, room, isNew, needsNone }`, or of `{ refusal }`. `room` is null for a private one;
 * `rename(name)` is told of another name, `needsNone`: the password that was given is not asked for. `kind` and `most` are the operator's (site.mjs).
 */
export async function entranceOf({ fragment, isNew, name, password, kind, most }) {
  if (isNew) return newRoom({ password, kind, name, most });
  const { room, link, refusal } = roomOf(fragment, kind);
  if (refusal) return { refusal };
  return link ? linkedRoom(link, { password, name, most }) : publicRoom(room, { name });
}
