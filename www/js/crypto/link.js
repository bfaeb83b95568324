// The link to a private room, which is all that one needs to be let in:
//
//   #~ secret (16 bytes) opener (12) [room (16), where the link was renewed] in base64url, then, where there is a password, `.` and
//   its check, two signs of base 32.
//
// A single-use invitation, which lets in the one who comes first:
//
//   #~! room (16) secret (16) inviter (12)
//
// Messengers and people add to links, and cut them. What follows the signs of a link is not looked at where it cannot be a part of it: a link
// that has lost a piece would open another room, in which nobody is.

import { concat, fromBase64url, toBase64url } from './bytes.js';

export const SECRET_BYTES = 16;
export const OPENER_BYTES = 12;
export const ROOM_BYTES = 16;

const SHORT = 38; // signs of base64url for 28 bytes, and for 44
const LONG = 59;
const MARK = /^#?(?:~|%7e)/i; // messengers may write a sign in another way
const INVITATION = /^(?:!|%21)/;
const SIGNS = /^[A-Za-z0-9_-]*/;
const CHECK = /^(?:\.|%2[eE]|%2?$)(?:([a-z2-7]{2})(?![A-Za-z0-9]))?/; // or the beginning of one

/** Whether a fragment is meant to open a private room, though it may be spoilt. Such a one is never sent anywhere. */
export function isPrivateLink(fragment) {
  return MARK.test(fragment);
}

/** The fragment of the invitation `{ room, secret, inviter }`. */
export const writeInvitation = ({ room, secret, inviter }) => `#~!${toBase64url(concat(room, secret, inviter))}`;

/**
 * The fragment for `{ secret, opener, room, check }`; `room` and `check` may be null.
 * @param {{ secret?: Uint8Array, opener?: Uint8Array, room?: Uint8Array | null, check?: string | null }} parts
 */
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
 * missing, `spoilt` where they are not those of a link, or more. Of an invitation it is `{ room, secret, inviter }`.
 * @param {string} fragment
 * @returns {{ fault?: string, secret?: Uint8Array, opener?: Uint8Array, room?: Uint8Array | null, inviter?: Uint8Array, check?: string | null }}
 */
export function readLink(fragment) {
  const [mark] = MARK.exec(fragment) ?? [''];
  const content = fragment.slice(mark.length);
  const [once] = INVITATION.exec(content) ?? [''];
  if (mark !== '' && once !== '') return invitationOf(SIGNS.exec(content.slice(once.length))[0]);
  const [signs] = SIGNS.exec(content);
  const rest = content.slice(signs.length);
  const isWhole = signs.length === SHORT || signs.length === LONG;
  const isCut = !isWhole && (signs.length < SHORT ? rest === '' : signs.length < LONG);
  const bytes = isWhole ? fromBase64url(signs) : null;
  if (mark === '' || !bytes) return { fault: isCut ? 'cut' : 'spoilt' };
  const [found, check = null] = CHECK.exec(rest) ?? [''];
  if (found !== '' && check === null) return { fault: rest.length < found.length + 2 ? 'cut' : 'spoilt' };
  return { ...partsOf(bytes), check };
}
