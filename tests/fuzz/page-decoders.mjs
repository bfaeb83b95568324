// The page's decoders, each with seeds and with what must be so of whatever comes out. `check(value)` throws where it is not.

import assert from 'node:assert/strict';
import { connects, follows, readCommands, readInit } from '../../www/js/wire/answers.js';
import { LineSplitter } from '../../www/js/wire/json-lines.js';
import { Kinds } from '../../www/js/kinds/kinds.js';
import { cleanName, isMessageId } from '../../www/js/kinds/fields.js';
import { hello } from '../../www/js/kinds/hello.js';
import { text } from '../../www/js/kinds/text.js';
import { cleanFileName, file, MOST_BYTES } from '../../www/js/kinds/file.js';
import { edit } from '../../www/js/kinds/edit.js';
import { withdraw } from '../../www/js/kinds/withdraw.js';
import { emojiOf, reaction, reactionChange } from '../../www/js/kinds/reaction.js';
import { receipt } from '../../www/js/kinds/receipt.js';
import { aside } from '../../www/js/kinds/aside.js';
import { readManner } from '../../www/js/kinds/manner.js';
import { piecesOf } from '../../www/js/kinds/addresses.js';
import { mentions } from '../../www/js/kinds/mentions.js';
import { SAYS, cipherOf, read as readFrame, write as writeFrame } from '../../www/js/files/frames.js';
import { pictureOf } from '../../www/js/files/picture-header.js';
import { SOUNDS, isSound } from '../../www/js/files/sounds.js';
import { concat, fromBase64url, toBase64url, u32, u64, utf8 } from '../../www/js/crypto/bytes.js';
import { readKeys } from '../../www/js/crypto/keys.js';
import { readLine, readTurn } from '../../www/js/crypto/line.js';
import { isPrivateLink, readLink, writeInvitation, writeLink } from '../../www/js/crypto/link.js';
import { pad, unpad } from '../../www/js/crypto/padding.js';
import { readRights } from '../../www/js/crypto/rights.js';
import { SORTS, unwrap, wrap } from '../../www/js/private/envelopes.js';
import { readSite } from '../../www/js/site.js';
import { readRequest } from '../../www/js/embed/requests.js';
import { isMessage } from '../../www/js/tabs/channel-messages.js';

const ID = '0123456789abcdef'.repeat(2);
const OTHER = 'f'.repeat(32);
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069]/u;

// The value of `read`, or undefined where it throws one of the errors by which bytes are refused.
function refusing(read) {
  try {
    return read();
  } catch (error) {
    assert.ok(error instanceof RangeError || error instanceof TypeError, `${error}`);
    return undefined;
  }
}

const sequence = (length) => Uint8Array.from({ length }, (_, i) => i * 7 + 1);

// ---- answers of the server, of which commands hold what others say

const init = ['init', ID, { token: 'x'.repeat(43), name: 'Ann', room: 'r', members: [OTHER], hold: 25, max_hold: 50, stream: true, grace: 90, max_message: 97792, now: 1 }];
const add = ['add', OTHER, { id: 'm1', ts: 5, kind: 'text', name: 'Bob', text: 'hello' }];

function checkAnswer(body) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return; // wire/requests.js passes on no other
  const read = readCommands(body);
  if (read === null) return;
  assert.ok(Number.isSafeInteger(read.seq) && read.commands.length <= read.seq);
  assert.ok(read.wait === null || (Number.isFinite(read.wait) && read.wait >= 0));
  assert.equal(typeof connects(read, 3, 4), 'boolean');
  if (read.commands.length > 0) assert.equal(typeof follows(read, 4), 'boolean');
  for (const command of read.commands) {
    if (command[0] !== 'init') continue;
    const { id, name, members, hold, maxHold, maxMessage } = readInit(command);
    assert.ok(typeof id === 'string' && typeof name === 'string' && !members.includes(id));
    for (const number of [hold, maxHold, maxMessage]) assert.ok(number === null || number >= 0);
  }
}

// ---- messages

const kinds = new Kinds([hello, text, file, edit, withdraw, reaction, reactionChange, receipt, aside]);
const OFFER = { id: 'f1', name: 'a.png', size: 5, type: 'image/png', hash: 'x'.repeat(43), width: 3, height: 4 };
const messages = [
  { kind: 'hello', name: 'Ann' },
  { kind: 'text', name: 'Ann', text: 'see https://example.org/a?b and @Bob', revision: 2, re: { sender: OTHER, id: 'm1' }, act: true, ttl: 30 },
  { kind: 'file', text: 'look', file: OFFER },
  { kind: 'edit', of: 'm1', text: 'other words', revision: 1 },
  { kind: 'withdraw', of: 'm1' },
  { kind: 'reaction', of: { sender: OTHER, id: 'm1' }, emoji: ['\u{1f44d}', '\u2764'], revision: 1 },
  { kind: 'reaction-change', of: { id: 'm1' }, emoji: [], revision: 3 },
  { kind: 'receipt', held: ['m1', 'm2'] },
  { kind: 'aside', aside: { is: 'typing' } },
  { kind: 'aside', aside: { is: 'away', away: true } },
  { kind: 'aside', aside: { is: 'text', of: 'm1', ts: 3, text: 'whispered', revision: 1, ttl: 5 } },
  { kind: 'aside', aside: { is: 'held', held: ['m1'] } },
].map((message, i) => ({ id: `m${i}`, ts: 1000 + i, to: OTHER, ...message }));

function checkShown(item) {
  const pieces = kinds.show(item);
  assert.equal(typeof kinds.speak(item), 'string');
  assert.ok(pieces.every((piece) => typeof piece.text === 'string' && piece.text.isWellFormed()));
}

// What is read, written and read again stays what it is: else those who come later would be told something else.
function checkMessage(value) {
  const { re, act } = readManner(value);
  assert.ok(typeof act === 'boolean' && (re === null || isMessageId(re.id)));
  const item = kinds.read(value);
  if (item === null) return;
  assert.ok(isMessageId(item.id) && Number.isSafeInteger(item.ts) && item.ts >= 0);
  assert.ok([...item.name].length <= 40 && !CONTROLS.test(item.name) && item.name === cleanName(item.name));
  const { name: _, earlier, ...said } = item;
  const again = kinds.read(JSON.parse(JSON.stringify(kinds.write(said, { name: item.name, to: earlier ? OTHER : undefined }))));
  assert.deepEqual(JSON.parse(JSON.stringify(again)), JSON.parse(JSON.stringify(item)));
  if (kinds.of(item.kind).isLine) checkShown(item);
  if (item.kind === 'file') checkFile(item.content.file);
  if (item.kind === 'aside') assert.equal(typeof item.content.is, 'string');
  if (item.kind.startsWith('reaction')) for (const emoji of item.content.emoji) assert.equal(emojiOf(emoji), emoji);
}

function checkFile({ id, name, size, type }) {
  assert.ok(isMessageId(id) && size > 0 && size <= MOST_BYTES && /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(type));
  assert.ok(!/[/\\]/.test(name) && !name.startsWith('.') && [...name].length <= 80 && !CONTROLS.test(name));
  assert.equal(cleanFileName(name), name);
}

function checkText(said) {
  const pieces = piecesOf(said);
  assert.equal(pieces.map((piece) => piece.text).join(''), said);
  for (const { href } of pieces) assert.ok(href === undefined || /^(https?:|mailto:)/.test(href), href);
  assert.equal(typeof mentions(said, { id: ID, name: 'Bob' }), 'boolean');
}

// ---- private rooms

const envelopes = SORTS.map((sort, i) => ({ id: `e${i}`, ts: 0, ...wrap(sort, sequence(20 * i), { id: `e${i}`, to: OTHER }) }));

function checkEnvelope(value) {
  const read = unwrap(value);
  if (read === null) return;
  assert.ok(SORTS.includes(read.sort) && isMessageId(read.id));
  const written = wrap(read.sort, read.bytes, read);
  assert.deepEqual(unwrap(written).bytes, read.bytes);
  assert.equal(written.sealed, value.sealed); // there is one way to write it
}

function checkBytes(bytes) {
  const line = refusing(() => readLine(bytes));
  if (line) assert.deepEqual(concat(line.chainId, u32(line.index), line.sealed, line.proof, line.signature), bytes);
  const turn = refusing(() => readTurn(bytes));
  if (turn) assert.deepEqual(concat(turn.body, turn.signature), bytes);
  const keys = refusing(() => readKeys(bytes));
  if (keys) assert.deepEqual(concat(u64(keys.number), u64(keys.answered)), bytes.slice(0, 16));
  const unpadded = refusing(() => unpad(bytes));
  if (unpadded) assert.deepEqual(pad(unpadded), bytes);
  const encoded = toBase64url(bytes);
  assert.deepEqual(fromBase64url(encoded), bytes);
}

const links = [
  writeLink({ secret: sequence(16), opener: sequence(12), room: sequence(16), check: 'ab' }), writeLink({ secret: sequence(16), opener: sequence(12) }),
  writeInvitation({ room: sequence(16), secret: sequence(16), inviter: sequence(12) }), '#lobby', '~', '#~!', '%7E%21',
];

function checkLink(fragment) {
  const link = readLink(fragment);
  if (link.fault) {
    assert.ok(link.fault === 'cut' || link.fault === 'spoilt');
    return;
  }
  assert.ok(isPrivateLink(fragment));
  const written = link.inviter ? writeInvitation(link) : writeLink(link);
  assert.deepEqual(readLink(written), link);
}

const bytes64 = (length) => toBase64url(sequence(length));
const rights = {
  by: bytes64(65), number: 1, lock: 'open', limit: 50, isClosed: false, generation: 1, admission: bytes64(32),
  removed: '', admitted: '', openers: '', signature: bytes64(64),
};

async function checkRights(document) {
  try {
    const read = await readRights(document, sequence(16));
    assert.equal(typeof await read.isSigned(), 'boolean');
  } catch (error) {
    assert.ok(!(error instanceof assert.AssertionError), error);
  }
}

// ---- files

const cipher = cipherOf({ id: 'f1' });
const frames = await Promise.all(Object.keys(SAYS).map((says) => (
  writeFrame({ id: 'p1', of: 'f1', from: ID, to: OTHER, says, at: 70_000, piece: sequence(50) }, cipher))));

async function checkFrame(value) {
  if (typeof value !== 'object' || value === null) return; // kinds are read before
  const read = await readFrame(value, ID, cipher);
  if (read === null) return;
  assert.ok(Object.hasOwn(SAYS, read.says) && Number.isSafeInteger(read.at) && read.piece instanceof Uint8Array);
  const again = await writeFrame({ id: 'p1', from: ID, ...read }, cipher);
  assert.equal(again.bytes, value.bytes);
}

const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 9, 0, 0, 0, 7, 8, 6, 0, 0, 0]);
const GIF = concat(utf8('GIF89a'), Uint8Array.from([9, 0, 7, 0, 0, 0, 0]));
const JPEG = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 7, 0, 9, 1, 1, 0x11, 0, 0xff, 0xd9]);
const WEBP = ['VP8X', 'VP8 ', 'VP8L'].map((sort) => concat(utf8(`RIFF....WEBP${sort}`), sequence(30)));

function checkPicture(bytes) {
  const found = pictureOf(bytes);
  if (found) assert.ok(found.width > 0 && found.height > 0 && /^image\/(png|gif|jpeg|webp)$/.test(found.type));
  for (const type of SOUNDS) assert.equal(typeof isSound(bytes, type), 'boolean');
}

// ---- lines of a stream

const LINES = utf8('{"seq":1,"commands":[]}\n{"text":"\u00e4\u{1f600}"}\n');

// However they are cut, the same lines come.
function checkLines(bytes) {
  const linesOf = (size) => refusing(() => {
    const splitter = new LineSplitter();
    const lines = [];
    for (let at = 0; at < bytes.length; at += size) lines.push(...splitter.feed(bytes.subarray(at, at + size)));
    return { lines, half: splitter.half };
  });
  const whole = linesOf(bytes.length || 1);
  for (const size of [1, 3]) assert.deepEqual(linesOf(size), whole);
  if (whole) assert.equal(whole.lines.reduce((sum, [, length]) => sum + length, 0), bytes.lastIndexOf(10) + 1);
}

// ---- the operator's words, the page around a frame, and other tabs

const site = { name: 'Garden', colour: '#1a7f37', welcome: 'Hello\nyou', terms: '/terms.html', room: 'garden', languages: ['en'], rooms: 'public private 20', embed: ['https://example.org'] };

function checkSite(value) {
  const read = readSite(value);
  assert.ok(Object.isFrozen(read) && Array.isArray(read.embed));
  assert.deepEqual(Object.keys(read).sort(), Object.keys(site).sort());
  assert.ok(read.terms === undefined || /^(https:\/\/|\/(?![/\\]))/i.test(read.terms));
  assert.ok(read.colour === undefined || /^#[0-9a-f]{6}$/.test(read.colour));
  for (const origin of read.embed) assert.equal(new URL(origin).origin, origin);
}

const requests = [
  { onetimechat: 1, type: 'open', room: 'garden', name: 'Ann', theme: 'dark' }, { onetimechat: 1, type: 'name', name: 'Ann' },
  { onetimechat: 1, type: 'theme', theme: 'light' }, { onetimechat: 1, type: 'leave' }, { onetimechat: 1, type: 'open', room: links[0] },
];

function checkRequest(value) {
  const read = readRequest(value);
  if (read === null) return;
  assert.ok(Object.isFrozen(read) && typeof read.type === 'string');
  for (const [name, given] of Object.entries(read)) assert.ok(['type', 'room', 'name', 'theme'].includes(name) && typeof given === 'string');
  if (read.name !== undefined) assert.equal(cleanName(read.name), read.name);
}

const shared = [
  { kind: 'polls', polls: [{ serial: 'a1', id: ID, token: 'x'.repeat(43), ack: 1, hold: 25, guardMs: 5 }], roll: true },
  { kind: 'withdraw', serial: 'a1' }, { kind: 'leading' }, { kind: 'answers', answers: [['a1', { ok: true, body: {} }]], advice: {} },
];

export const decoders = [
  { name: 'answers', seeds: [{ seq: 2, commands: [init, add] }, { seq: 5, commands: [['fetch', OTHER], ['rm', OTHER, 'left']], wait: 2 }, { seq: 1, commands: [], end: true }], check: checkAnswer },
  { name: 'messages', seeds: messages, check: checkMessage },
  { name: 'text', seeds: ['see https://example.org/a?b=c#d, www.example.org. or mail me@example.org @Bob', 'a *b* _c_ `d` (http://[::1]:80/x)'], check: checkText },
  { name: 'envelopes', seeds: envelopes, check: checkEnvelope },
  { name: 'bytes', seeds: [sequence(200), sequence(8 + 4 + 8 + 4 + 48 + 64), pad(utf8('{"kind":"text"}')), sequence(16)], check: checkBytes },
  { name: 'links', seeds: links, check: checkLink },
  { name: 'rights', seeds: [rights], check: checkRights },
  { name: 'frames', seeds: frames, check: checkFrame },
  { name: 'pictures', seeds: [PNG, GIF, JPEG, ...WEBP, utf8('OggS'), sequence(8)], check: checkPicture },
  { name: 'lines', seeds: [LINES, utf8('\n\n')], check: checkLines },
  { name: 'site', seeds: [site], check: checkSite },
  { name: 'requests', seeds: requests, check: checkRequest },
  { name: 'channel', seeds: shared, check: (value) => assert.equal(typeof isMessage(value), 'boolean') },
];
