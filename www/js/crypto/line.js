// What an author says to all: sealed under a chain of theirs, and signed. Whoever has the chain's link at some index reads from
// there on; only the author can sign. A chain's id begins with its generation, so that nobody goes back to an older one.
//
//   chain id (8) · index (4) · ciphertext, padded · proof (16) · signature (64)
//
// A turn begins a new chain, and has the new link for each reader under a key of that pair:
//
//   new chain id (8) · index of the first line (4) · entries, each of pair id (8), index (4), sealed (48) · signature (64)

import { Chain, LINK_BYTES, PROOF_BYTES } from './chain.js';
import { concat, equal, framed, Reader, textOf, toBase64url, u32, utf8 } from './bytes.js';
import { SIGNATURE_BYTES } from './identity.js';
import { PAIR_ID_BYTES } from './pair.js';
import { pad, paddedSize, unpad } from './padding.js';
import { openOnce, random, sealOnce } from './primitives.js';

export const CHAIN_ID_BYTES = 8;
const TAG_BYTES = 16;
const ENTRY_BYTES = PAIR_ID_BYTES + 4 + LINK_BYTES + TAG_BYTES;
const MOST_ENTRIES = 100;

/** The bytes that a text of `length` bytes takes when it is said to all. */
export const sealedLineSize = (length) => CHAIN_ID_BYTES + 4 + paddedSize(length) + TAG_BYTES + PROOF_BYTES + SIGNATURE_BYTES;

/** What a line is bound to: where, by whom, and under which id it is said. */
const placeOf = ({ room, relay, publicKey, id }, chainId, index) => [room, relay, publicKey, id, chainId, u32(index)];

/** An author's own chain: `{ id, chain }`. The id begins with its `generation`, which rises from chain to chain. */
export function newSenderChain(generation) {
  return { id: concat(u32(generation), random(CHAIN_ID_BYTES - 4)), chain: new Chain(random(LINK_BYTES)) };
}

/** The generation of the chain with that id. */
export const generationOf = (chainId) => new Reader(chainId).u32();

/** The bytes of a line (JSON). `where` is `{ room, relay, publicKey, id }`, the latter that of the message. */
export async function sealLine({ id: chainId, chain }, content, where, identity) {
  const { index, key, proof } = await chain.next();
  const place = placeOf(where, chainId, index);
  const sealed = await sealOnce(key, pad(utf8(JSON.stringify(content))), framed('line', ...place));
  const signature = await identity.sign('line signature', ...place, sealed, proof);
  return concat(chainId, u32(index), sealed, proof, signature);
}

/** `{ chainId, index, sealed, proof, signature }`. Throws where the bytes are too few. */
export function readLine(message) {
  const reader = new Reader(message);
  const chainId = reader.take(CHAIN_ID_BYTES);
  const index = reader.u32();
  const sealed = reader.rest(PROOF_BYTES + SIGNATURE_BYTES);
  return { chainId, index, sealed, proof: reader.take(PROOF_BYTES), signature: reader.take(SIGNATURE_BYTES) };
}

/** Whether a line was signed by the one it is said to be of (identity.js), there and under that id. */
export const isSigned = ({ chainId, index, sealed, proof, signature }, where, identity) => (
  identity.signed(signature, 'line signature', ...placeOf(where, chainId, index), sealed, proof));

/**
 * `{ content, chain }`: what a line says, and the chain behind it, in place of the one given. Throws where it does not open; then
 * the chain given is as it was.
 */
export async function openLine(line, where, chain) {
  const { opened: content, chain: next } = await chain.tried(line.index, async (key, proof) => {
    if (!equal(proof, line.proof)) throw new Error('of another chain');
    return JSON.parse(textOf(unpad(await openOnce(key, line.sealed, framed('line', ...placeOf(where, line.chainId, line.index))))));
  });
  return { content, chain: next };
}

const entryBound = ({ room, relay, publicKey, id }, chainId) => framed('turn entry', room, relay, publicKey, id, chainId);

/** The bytes of a turn to the chain `to`, for `pairs` (pair.js). */
export async function sealTurn({ id: chainId, chain }, pairs, where, identity) {
  const link = chain.link;
  const entries = await Promise.all(pairs.map(async (pair) => {
    const { index, sealed } = await pair.sealEntry(link, entryBound(where, chainId));
    return concat(pair.id, u32(index), sealed);
  }));
  link.fill(0);
  const body = concat(chainId, u32(chain.index), ...entries);
  const { room, relay, publicKey, id } = where;
  return concat(body, await identity.sign('turn', room, relay, publicKey, id, body));
}

/** `{ chainId, index, entries: [{ pair, index, sealed }], body, signature }`; `pair` is a pair's id in base64url. Throws where it is none. */
export function readTurn(message) {
  const reader = new Reader(message);
  const body = reader.rest(SIGNATURE_BYTES);
  const signature = reader.take(SIGNATURE_BYTES);
  const inside = new Reader(body);
  const chainId = inside.take(CHAIN_ID_BYTES);
  const index = inside.u32();
  const count = (body.length - CHAIN_ID_BYTES - 4) / ENTRY_BYTES;
  if (!Number.isInteger(count) || count > MOST_ENTRIES) throw new RangeError('no turn');
  const entries = Array.from({ length: count }, () => ({
    pair: toBase64url(inside.take(PAIR_ID_BYTES)), index: inside.u32(), sealed: inside.take(LINK_BYTES + TAG_BYTES),
  }));
  return { chainId, index, entries, body, signature };
}

export const isTurnSigned = ({ body, signature }, { room, relay, publicKey, id }, identity) => (
  identity.signed(signature, 'turn', room, relay, publicKey, id, body));

/** The chain that an entry of a turn holds for us. Throws where it does not open. */
export async function openTurn(turn, entry, pair, where) {
  return new Chain(await pair.openEntry(entry, entryBound(where, turn.chainId)), turn.index);
}
