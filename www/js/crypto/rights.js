// The documents that say who may what in a private room. Each opener has at most one that counts, their last: complete, and signed.
// Openers are the one whom the link names, and those whom openers name in their documents.
//
// A document travels as JSON: { by, number, lock, limit, isClosed, generation, admission, removed, admitted, openers, title, signature }. `by` is a whole
// key; people are named by their fingerprints (identity.js), a list being one text of base64url. `number` counts an opener's own documents.
// `lock` is [isLocked, time] and `limit` [seconds, time], where `time` counts the decisions of that sort that the opener knew of, and `limit` is for how
// long lines are to be seen, 0 for no end. `title` is [hash, time] in the same way, of what the room is called (hashOfTitle; '' for nothing), which is for those inside alone, and documents are not; it is missing where it never was called anything. `generation` and `admission` tell which key lets in.

import { framed, fromBase64url, toBase64url, u64 } from './bytes.js';
import { IDENTITY_BYTES, SIGNATURE_BYTES, readIdentity } from './identity.js';
import { OPENER_BYTES } from './link.js';
import { sha256 } from './primitives.js';

export const MOST_REMOVED = 200;
export const MOST_ADMITTED = 120;
/** How many openers there can be. */
export const MOST_OPENERS = 6;
/** The highest of each number in a document. */
export const MOST_NUMBER = 2 ** 40;
const HASH_BYTES = 32;
const NAME_SIGNS = OPENER_BYTES * 4 / 3;

/** What a document says of an admission key and its link (a fragment): enough to know them by. */
export const hashOfAdmission = async ({ key, link }) => toBase64url(await sha256(framed('admission hash', key, link)));

/** What a document says of a name of the room: a text, and random signs that keep others from guessing it. */
export const hashOfTitle = async ({ text, salt }) => toBase64url(await sha256(framed('room title', salt, text)));

/** The names in a list of a document. */
export const namesIn = (list) => list.match(new RegExp(`.{${NAME_SIGNS}}`, 'g')) ?? [];

function bytesOf(text, length) {
  const bytes = fromBase64url(text);
  if (bytes?.length !== length) throw new RangeError('not so many bytes');
  return bytes;
}

function people(list, most) {
  const bytes = fromBase64url(list);
  if (!bytes || bytes.length % OPENER_BYTES !== 0 || bytes.length > most * OPENER_BYTES) throw new RangeError('no list, or too long');
  return bytes;
}

function numberOf(value) {
  if (!Number.isSafeInteger(value) || value < 0 || value > MOST_NUMBER) throw new RangeError('no number');
  return u64(value);
}

// Nothing else than a boolean, which others would read as one.
function flag(value) {
  if (typeof value !== 'boolean') throw new RangeError('neither true nor false');
  return new Uint8Array([value ? 1 : 0]);
}

const hashOrNothing = (value) => bytesOf(value, value === '' ? 0 : HASH_BYTES);

function decision(value, write) {
  if (!Array.isArray(value) || value.length !== 2) throw new RangeError('no decision');
  return [write(value[0]), numberOf(value[1])];
}

// What is signed.
function partsOf({ by, number, lock, limit, isClosed, generation, admission, removed, admitted, openers, title }, room) {
  return [
    room, bytesOf(by, IDENTITY_BYTES), numberOf(number), ...decision(lock, flag), ...decision(limit, numberOf), flag(isClosed), numberOf(generation), bytesOf(admission, HASH_BYTES),
    people(removed, MOST_REMOVED), people(admitted, MOST_ADMITTED), people(openers, MOST_OPENERS),
    ...(title === undefined ? [] : decision(title, hashOrNothing)),
  ];
}

// The document with nothing but what is signed, and the signature.
const copyOf = ({ by, number, lock, limit, isClosed, generation, admission, removed, admitted, openers, title, signature }) => (
  { by, number, lock, limit, isClosed, generation, admission, removed, admitted, openers, ...(title === undefined ? {} : { title }), signature });

/** The document with this content, signed by `identity`. */
export async function signRights(content, room, identity) {
  const unsigned = { ...content, by: toBase64url(identity.publicKey) };
  return { ...unsigned, signature: toBase64url(await identity.sign('rights', ...partsOf(unsigned, room))) };
}

/**
 * `{ document, name, isSigned() }` of a document from anybody: what it says and no more, the name of the one who is said to have signed it, and a promise whether they have.
 * Throws where it is none.
 */
export async function readRights(document, room) {
  const parts = partsOf(document, room);
  const signature = bytesOf(document.signature, SIGNATURE_BYTES);
  const identity = await readIdentity(bytesOf(document.by, IDENTITY_BYTES));
  return { document: copyOf(document), name: identity.name, isSigned: () => identity.signed(signature, 'rights', ...parts) };
}
