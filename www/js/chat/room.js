// Which room an address opens.

import { randomId } from './random-id.js';

export const LOBBY = 'lobby';

const ROOM = /^[A-Za-z0-9_-]{1,64}$/;

const PRIVATE = /^(?:~|%7e)/i; // messengers may write a sign in another way

/** The fragment that stands for a private room whose link is not in the address any more. */
export const PRIVATE_ROOM = '#~';

/**
 * What a fragment opens: `{ room }` for one such as `#garden`, `{ link }` for that of a private room, whole or not, or `{ refusal }`: `gone` for a
 * private room without its link, `name` for what names no room. Nothing but a room may ever be sent.
 */
export function roomOf(fragment) {
  const name = fragment.startsWith('#') ? fragment.slice(1) : fragment;
  if (name === '') return { room: LOBBY };
  if (ROOM.test(name)) return { room: name };
  if (`#${name}` === PRIVATE_ROOM) return { refusal: 'gone' };
  return PRIVATE.test(name) ? { link: fragment } : { refusal: 'name' };
}

/** A fragment for a room that nobody can guess. */
export function newRoomFragment(fill) {
  return `#${randomId(18, fill)}`;
}
