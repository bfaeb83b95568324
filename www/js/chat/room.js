// Which room an address opens.

import { randomId } from './random-id.js';

export const LOBBY = 'lobby';

const ROOM = /^[A-Za-z0-9_-]{1,64}$/;

// Messengers may write a sign in another way, or lose it: the rest of such a link (crypto/link.js) is a secret, and no name.
// Such a one, and hardly a name, has letters of both sizes.
const PRIVATE = /^(~|%7[eE]|(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{38}([\w-]{21})?(?![\w-]))/;

/** The fragment that stands for a private room whose link is not in the address any more. */
export const PRIVATE_ROOM = '#~';

/**
 * What a fragment opens: `{ room }` for one such as `#garden`, `{ link }` for that of a private room, whole or not, also without the sign before it, or `{ refusal }`: `gone` for a
 * private room without its link, `name` for what names no room, and where all rooms are `public` or `private`,
 * which `kind` says then, that for what is of the other kind. An empty fragment opens `entrance`; where that is null, it is refused as `none`.
 * Nothing but a room may ever be sent.
 */
export function roomOf(fragment, kind, entrance = LOBBY) {
  const name = fragment.startsWith('#') ? fragment.slice(1) : fragment;
  const room = name || entrance;
  if (!PRIVATE.test(name)) {
    if (room !== null && !ROOM.test(room)) return { refusal: 'name' };
    return kind === 'private' ? { refusal: kind } : room === null ? { refusal: 'none' } : { room };
  }
  if (kind === 'public') return { link: fragment, refusal: kind };
  return `#${name}` === PRIVATE_ROOM ? { refusal: 'gone' } : { link: fragment };
}

const RANDOM = /^(?=.*[a-z])(?=.*[A-Z])\w{24}$/;

/** Whether a room's name is one of `newRoomFragment`, which tells people nothing. */
export const isRandom = (name) => RANDOM.test(name);

/** A fragment for a room that nobody can guess. */
export function newRoomFragment(fill) {
  return `#${randomId(18, fill)}`;
}
