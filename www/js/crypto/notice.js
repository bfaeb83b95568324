// What those inside tell one who is not let in: by the key that their card came under, so that the server learns nothing of it.
// Anybody who has that key can make one; what must be believed in it is signed by itself.

import { framed, textOf, utf8 } from './bytes.js';
import { pad, unpad } from './padding.js';
import { hkdf, open, remembered, seal } from './primitives.js';

const sealingKey = remembered((admission) => hkdf(admission, framed('notice key')));
const boundTo = (room, to) => framed('notice', room, to);

/** The bytes of a notice (JSON) to the one with the relay id `to`. */
export async function sealNotice(content, { admission, room, to }) {
  return seal(await sealingKey(admission), pad(utf8(JSON.stringify(content))), boundTo(room, to));
}

/** The content of such bytes. Throws where they are not genuine. */
export async function openNotice(sealed, { admission, room, to }) {
  return JSON.parse(textOf(unpad(await open(await sealingKey(admission), sealed, boundTo(room, to)))));
}
