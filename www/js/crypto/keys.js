// `keys`: the answer to a card. It carries the secret of a new pair of people to the one whose card it was, by HPKE (RFC 9180) in
// PSK mode with X-Wing, the admission key being the PSK. It is signed inside, so that only the other learns who sends it.
//
//   number of the sender's card (8) · number of the answered card (8) · encapsulated key (1,120) · ciphertext

import { concat, framed, Reader, textOf, u64, utf8 } from './bytes.js';
import { IDENTITY_BYTES, SIGNATURE_BYTES, readIdentity } from './identity.js';
import { pad, unpad } from './padding.js';
import { hkdf, random, remembered } from './primitives.js';

export const SECRET_BYTES = 32;
const ENCAPSULATED_BYTES = 1120;

const pskOf = remembered(async (admission) => ({ id: framed('admission'), key: await hkdf(admission, framed('psk')) }));

// Sender before receiver.
const infoOf = ({ room, from, to, number, answered, receiver }) => framed('keys', room, from, to, receiver, u64(number), u64(answered));

/**
 * `{ message, secret }` for the card `{ identity, number, kem }` of `to`: the bytes to send, and the 32 bytes that both have then. `suite` is
 * the HPKE suite, `from`, `identity` and `number` are the sender's, `note` (JSON) is carried along.
 */
export async function sealKeys({ suite, admission, room, from, to, identity, number, card, note }) {
  const info = infoOf({ room, from, to, number, answered: card.number, receiver: card.identity.publicKey });
  const recipientPublicKey = await suite.kem.deserializePublicKey(card.kem);
  const context = await suite.createSenderContext({ recipientPublicKey, info, psk: await pskOf(admission) });
  const enc = new Uint8Array(context.enc);
  const secret = random(SECRET_BYTES);
  const noted = utf8(JSON.stringify(note));
  const signature = await identity.sign('keys', info, enc, secret, noted);
  const content = concat(secret, identity.publicKey, signature, noted);
  const inside = pad(content);
  const sealed = new Uint8Array(await context.seal(inside.buffer)); // of anything else HPKE makes a copy
  for (const bytes of [content, inside]) bytes.fill(0);
  return { message: concat(u64(number), u64(card.number), enc, sealed), secret };
}

/** `{ number, answered }` of the bytes of a `keys`, which say what is needed to open it. Throws where they are too few. */
export function readKeys(message) {
  const reader = new Reader(message);
  return { number: reader.u64(), answered: reader.u64() };
}

/**
 * `{ identity, number, secret, note }` of what `from` sent to `to`, whose identity is `receiver`; `privateKey` is that of the card that
 * was answered. Throws where it is not genuine.
 */
export async function openKeys(message, { suite, admission, room, from, to, receiver, privateKey }) {
  const reader = new Reader(message);
  const number = reader.u64();
  const answered = reader.u64();
  const enc = reader.take(ENCAPSULATED_BYTES);
  const info = infoOf({ room, from, to, number, answered, receiver });
  const opened = new Uint8Array(await suite.open({ recipientKey: privateKey, enc, info, psk: await pskOf(admission) }, reader.rest()));
  return { number, ...await contentOf(opened, info, enc) };
}

// What is in an opened `keys`, of which nothing else is left; where it is not genuine, nothing at all.
async function contentOf(opened, info, enc) {
  let secret, inside;
  try {
    inside = unpad(opened);
    const content = new Reader(inside);
    secret = content.take(SECRET_BYTES);
    const identity = await readIdentity(content.take(IDENTITY_BYTES));
    const signature = content.take(SIGNATURE_BYTES);
    const noted = content.rest();
    if (!await identity.signed(signature, 'keys', info, enc, secret, noted)) throw new Error('keys with a false signature');
    return { identity, secret, note: JSON.parse(textOf(noted)) };
  } catch (error) {
    secret?.fill(0);
    throw error;
  } finally {
    for (const bytes of [opened, inside]) bytes?.fill(0);
  }
}
