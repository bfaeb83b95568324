// Which room an address opens.

import { randomId } from './random-id.js';

export const LOBBY = 'lobby';

const ROOM = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * The room a fragment such as `#garden` names: `{ room }`, or `{ refusal }`, `private` or `name`.
 * A refused fragment must never be sent: private links will carry their secret in it.
 */
export function roomOf(fragment) {
  const name = fragment.startsWith('#') ? fragment.slice(1) : fragment;
  if (name === '') return { room: LOBBY };
  if (ROOM.test(name)) return { room: name };
  if (name.startsWith('~')) {
    return { refusal: 'private' };
  }
  return { refusal: 'name' };
}

/** A fragment for a room that nobody can guess. */
export function newRoomFragment(fill) {
  return `#${randomId(18, fill)}`;
}
