// What a link gives: the room as the server knows it, and the key that lets in. Who has no link gets neither, and nobody who
// passes it on can change who opened the room, since that goes into both.

import { concat, framed, toBase64url, utf8 } from './bytes.js';
import { ROOM_BYTES, writeLink } from './link.js';
import { hkdf, pbkdf2 } from './primitives.js';

const VERSION = new Uint8Array([1]);
const NONE = new Uint8Array(0);
const ITERATIONS = 600_000;
const BASE_32 = 'abcdefghijklmnopqrstuvwxyz234567';

// The same password may come composed or not, by the keyboard.
const stretched = (password, secret) => pbkdf2(utf8(password.normalize('NFKC')), framed('password', secret), ITERATIONS);

async function rootOf({ secret, opener, room }, password) {
  const hidden = password ? await stretched(password, secret) : NONE;
  const both = concat(secret, hidden);
  const root = await hkdf(both, framed('link', VERSION, opener, room ?? NONE));
  for (const bytes of [hidden, both]) bytes.fill(0);
  return root;
}

// Ten bits: of a thousand wrong passwords one passes.
async function checkOf(root) {
  const [high, low] = await hkdf(root, framed('check'), 2);
  const bits = (high << 8 | low) >> 6;
  return BASE_32[bits >> 5] + BASE_32[bits & 31];
}

/**
 * What a link (link.js) and its password ('' for none) open: `{ room, name, key, check }`, the room in bytes and as the server
 * is told, the admission key, and what the link says of a password.
 */
export async function admissionOf(link, password = '') {
  const root = await rootOf(link, password);
  const room = link.room ?? await hkdf(root, framed('room'), ROOM_BYTES);
  const key = await hkdf(root, framed('admission'));
  const check = password ? await checkOf(root) : null;
  root.fill(0);
  return { room, name: toBase64url(room), key, check };
}

/** The admission key of a single-use invitation (link.js): it lets in one, whom its inviter gives that of the room. */
export const keyOfInvitation = ({ room, secret, inviter }) => hkdf(secret, framed('invitation', room, inviter));

/** How one comes in by a link, as Circle wants it: with its password, whose check is returned, too. */
export async function entranceBy(link, password = '') {
  const { room, name, key, check } = await admissionOf(link, password);
  return { room, name, check, opener: toBase64url(link.opener), admission: { key, link: writeLink({ ...link, check }), password } };
}

/** The same by an invitation. */
export async function entranceByInvitation(invitation) {
  const { room, inviter } = invitation;
  return { room, name: toBase64url(room), check: null, opener: null, invitation: { key: await keyOfInvitation(invitation), inviter: toBase64url(inviter) } };
}
