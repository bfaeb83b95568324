// The document that says who may what in a private room: one at a time, complete, signed by an opener. Openers are the one whom the
// link names, and those whom openers have appointed; the document carries their appointments, so that a newcomer can follow
// them back to the link.
//
// It travels as JSON: { number, isLocked, isClosed, lifetime, generation, admission, removed, admitted, openers: [{ identity, by, signature }], by, signature },
// bytes in base64url; `lifetime` is for how many seconds lines are to be seen, 0 for no end. People are named by their fingerprints (identity.js), openers by their whole keys.

import { concat, framed, fromBase64url, toBase64url, u64 } from './bytes.js';
import { IDENTITY_BYTES, SIGNATURE_BYTES, readIdentity } from './identity.js';
import { OPENER_BYTES } from './link.js';
import { sha256 } from './primitives.js';

export const MOST_NAMED = 500;
const MOST_OPENERS = 20;
/** The highest number of a document. */
export const MOST_NUMBER = 2 ** 40;
const HASH_BYTES = 32;

/** What a document says of an admission key and its link (a fragment): enough to know them by. */
export const hashOfAdmission = async ({ key, link }) => toBase64url(await sha256(framed('admission hash', key, link)));

function bytesOf(text, length) {
  const bytes = fromBase64url(text);
  if (bytes?.length !== length) throw new RangeError('not so many bytes');
  return bytes;
}

function listOf(list, most, read) {
  if (!Array.isArray(list) || list.length > most) throw new RangeError('no list, or too long');
  return list.map(read);
}

function numberOf(value, most = Number.MAX_SAFE_INTEGER) {
  if (!Number.isSafeInteger(value) || value < 0 || value > most) throw new RangeError('no number');
  return value;
}

// Nothing else than a boolean, which others would read as one.
function flag(value) {
  if (typeof value !== 'boolean') throw new RangeError('neither true nor false');
  return new Uint8Array([value ? 1 : 0]);
}

const people = (list) => concat(...listOf(list, MOST_NAMED, (text) => bytesOf(text, OPENER_BYTES)));
const appointment = ({ identity, by, signature }) => [bytesOf(identity, IDENTITY_BYTES), bytesOf(by, IDENTITY_BYTES), bytesOf(signature, SIGNATURE_BYTES)];

// What is signed.
function partsOf({ number, isLocked, isClosed, lifetime, generation, admission, removed, admitted, openers, by }, room) {
  return [
    room, u64(numberOf(number, MOST_NUMBER)), flag(isLocked), flag(isClosed), u64(numberOf(lifetime)), u64(numberOf(generation)), bytesOf(admission, HASH_BYTES), people(removed), people(admitted),
    concat(...listOf(openers, MOST_OPENERS, appointment).flat()), bytesOf(by, IDENTITY_BYTES),
  ];
}

// The document with nothing but what is signed, and the signatures.
function copyOf({ number, isLocked, isClosed, lifetime, generation, admission, removed, admitted, openers, by, signature }) {
  const appointments = openers.map((opener) => ({ identity: opener.identity, by: opener.by, signature: opener.signature }));
  return { number, isLocked, isClosed, lifetime, generation, admission, removed, admitted, openers: appointments, by, signature };
}

/** The document with this content, signed by `identity`, an opener's. */
export async function signRights(content, room, identity) {
  const unsigned = { ...content, by: toBase64url(identity.publicKey) };
  return { ...unsigned, signature: toBase64url(await identity.sign('rights', ...partsOf(unsigned, room))) };
}

/** That `identity`, an opener's, makes an opener of `publicKey`. */
export async function appoint(publicKey, room, identity) {
  const signature = await identity.sign('opener', room, publicKey);
  return { identity: toBase64url(publicKey), by: toBase64url(identity.publicKey), signature: toBase64url(signature) };
}

// The keys of all openers, followed back to the one whom the link names: text to { identity, depth }, the latter saying by how many
// appointments. The first in a document is that one.
async function openersOf({ openers, by: signer }, room, opener, mayAppoint) {
  const known = new Map();
  const isFirst = async (text) => {
    const identity = await readIdentity(bytesOf(text, IDENTITY_BYTES));
    if (identity.name !== opener) return false;
    known.set(text, { identity, depth: 0 });
    return true;
  };
  for (const { identity, by: appointer, signature } of openers) {
    if (!known.has(appointer) && !await isFirst(appointer)) throw new Error('appointed by nobody');
    const publicKey = bytesOf(identity, IDENTITY_BYTES);
    const { identity: by, depth } = known.get(appointer);
    if (!await by.signed(bytesOf(signature, SIGNATURE_BYTES), 'opener', room, publicKey)) throw new Error('a false appointment');
    const appointed = await readIdentity(publicKey);
    if (!mayAppoint(by.name, appointed.name)) throw new Error('appointed by one who was removed');
    known.set(identity, { identity: appointed, depth: Math.min(depth + 1, known.get(identity)?.depth ?? Infinity) });
  }
  if (!known.has(signer)) await isFirst(signer);
  return known;
}

/**
 * `{ document, openers, signer }` of a document from anybody: what is genuine of it, the names (fingerprints) of the openers that it gives, and of the
 * one who signed it, `{ name, depth }`, the latter saying how many appointments there are between them and the link. `opener` is the name of the one in the link, whom nobody removes; `mayAppoint(appointer, appointed)` says whether an
 * appointment counts. Throws where the document is not genuine.
 */
export async function checkRights(document, room, opener, mayAppoint = () => true) {
  const parts = partsOf(document, room);
  if (document.removed.includes(opener)) throw new Error('the one in the link cannot be removed');
  const openers = await openersOf(document, room, opener, mayAppoint);
  const signer = openers.get(document.by);
  if (!signer || !await signer.identity.signed(bytesOf(document.signature, SIGNATURE_BYTES), 'rights', ...parts)) throw new Error('not signed by an opener');
  return { document: copyOf(document), openers: [...openers.values()].map(({ identity }) => identity.name), signer: { name: signer.identity.name, depth: signer.depth } };
}
