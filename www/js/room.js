// Which room an address opens.

import { randomId } from './random.js';

export const LOBBY = 'lobby';

const ROOM = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * The room a fragment such as `#garden` names: `{ room }`, or `{ refusal }`, a sentence for people.
 * A refused fragment must never be sent: private links will carry their secret in it.
 */
export function roomOf(fragment) {
  const name = fragment.startsWith('#') ? fragment.slice(1) : fragment;
  if (name === '') return { room: LOBBY };
  if (ROOM.test(name)) return { room: name };
  if (name.startsWith('~')) {
    return { refusal: 'This is a link to a private room, which this page cannot open.' };
  }
  return {
    refusal: 'This address names no room. A room is 1 to 64 letters (A to Z), digits, dashes or underscores.',
  };
}

/** A fragment for a room that nobody can guess. */
export function newRoomFragment(fill) {
  return `#${randomId(16, fill)}`;
}
