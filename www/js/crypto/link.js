// The link to a private room, which is all that one needs to be let in:
//
//   #~ secret (16 bytes) opener (12) [room (16), where the link was renewed] in base64url, then, where there is a password, `.` and
//   its check, two signs of base 32.
//
// A single-use invitation, which lets in the one who comes first:
//
//   #~! room (16) secret (16) inviter (12)
//
// Messengers and people add to links, and cut them. What follows the signs that a link must have is not looked at.

import { concat, fromBase64url, toBase64url } from './bytes.js';

export const SECRET_BYTES = 16;
export const OPENER_BYTES = 12;
export const ROOM_BYTES = 16;

const SHORT = 38; // signs of base64url for 28 bytes, and for 44
const LONG = 59;
const MARK = /^#?(?:~|%7e)/i;
const SIGNS = /^[A-Za-z0-9_-]*/;
const CHECK = /^\.([a-z2-7]{2})(?![A-Za-z0-9])/;

/** Whether a fragment is meant to open a private room, though it may be spoilt. Such a one is never sent anywhere. */
export function isPrivateLink(fragment) {
  return MARK.test(fragment);
}

/** The fragment of the invitation `{ room, secret, inviter }`. */
export const writeInvitation = ({ room, secret, inviter }) => `#~!${toBase64url(concat(room, secret, inviter))}`;

/** The fragment for `{ secret, opener, room, check }`; `room` and `check` may be null. */
export function writeLink({ secret, opener, room, check }) {
  return `#~${toBase64url(concat(secret, opener, room ?? new Uint8Array(0)))}${check ? `.${check}` : ''}`;
}

function partsOf(bytes) {
  const [secret, opener] = [bytes.slice(0, SECRET_BYTES), bytes.slice(SECRET_BYTES, SECRET_BYTES + OPENER_BYTES)];
  const room = bytes.length > SECRET_BYTES + OPENER_BYTES ? bytes.slice(SECRET_BYTES + OPENER_BYTES) : null;
  return { secret, opener, room };
}

function invitationOf(signs) {
  const bytes = fromBase64url(signs.slice(0, LONG));
  if (signs.length < LONG) return { fault: 'cut' };
  if (!bytes) return { fault: 'spoilt' };
  return { room: bytes.slice(0, ROOM_BYTES), secret: bytes.slice(ROOM_BYTES, ROOM_BYTES + SECRET_BYTES), inviter: bytes.slice(ROOM_BYTES + SECRET_BYTES) };
}

/**
 * `{ secret, opener, room, check }` of a fragment (`room`, `check`: null where it has none), or `{ fault }`: `cut` where signs are
 * missing, `spoilt` where they are not those of a link. Of an invitation it is `{ room, secret, inviter }`.
 */
export function readLink(fragment) {
  const [mark] = MARK.exec(fragment) ?? [''];
  const content = fragment.slice(mark.length);
  if (mark !== '' && content.startsWith('!')) return invitationOf(SIGNS.exec(content.slice(1))[0]);
  const [signs] = SIGNS.exec(content);
  if (mark === '' || signs.length < SHORT) return { fault: signs.length === content.length ? 'cut' : 'spoilt' };
  const length = signs.length >= LONG ? LONG : SHORT;
  const bytes = fromBase64url(signs.slice(0, length));
  if (!bytes) return { fault: 'spoilt' };
  const check = signs.length === length ? CHECK.exec(content.slice(length))?.[1] ?? null : null;
  return { ...partsOf(bytes), check };
}
