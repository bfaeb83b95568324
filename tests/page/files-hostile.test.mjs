// Who offers files may lie about all of it, and who takes them keeps no more than was asked for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_BYTES, cleanFileName, file } from '../../www/js/kinds/file.js';
import { SAYS, cipherOf, pieceIn, write } from '../../www/js/files/frames.js';
import { Pile } from '../../www/js/files/pile.js';
import { settle } from './support/clock.mjs';
import { bytesOf, pagesWithFiles, partsIn, sha256 } from './support/files.mjs';

const CONTENT = bytesOf(40_000);
const OFFER = { id: 'file1', name: 'x.png', size: CONTENT.length, type: 'image/png', hash: sha256(CONTENT) };

// A page, and one who speaks to it without being one.
async function attacked() {
  const rig = await pagesWithFiles(1);
  const [ann] = rig.all;
  const mallory = rig.hub.join('m'.repeat(30));
  await settle();
  let count = 0;
  const say = (message) => rig.hub.say(mallory.id, { id: `x${count += 1}`, ts: rig.clock.now(), ...message });
  const heard = () => mallory.queue.map(({ command: [, , message] }) => message).filter((message) => message?.kind === 'part' && message.to === mallory.id)
    .map(({ of, bytes }) => ({ of, says: Object.keys(SAYS).find((name) => SAYS[name] === Buffer.from(bytes, 'base64url')[0]) }));
  return {
    ...rig, ann, mallory, say, heard,
    offer: (more = {}, message = {}) => say({ kind: 'file', text: 'look', file: { ...OFFER, ...more }, ...message }),
    piece: async (at, piece, of = OFFER.id) => {
      say(await write({ id: `p${count += 1}`, of, from: mallory.id, says: 'piece', at, piece }, cipherOf({ id: of })));
      await settle();
    },
    kept: () => ann.offers.map((line) => ann.files.of(line)),
  };
}

test('what is offered is read as far as it can be used, or not at all', () => {
  const read = (more, message) => file.read({ text: '', file: { ...OFFER, ...more }, ...message });
  for (const size of [0, -1, 1.5, MOST_BYTES + 1, Number.MAX_VALUE, '5', null, undefined, {}]) assert.equal(read({ size }), null, `${size}`);
  for (const id of ['', 'a b', 'x'.repeat(65), 5, null, {}, ['a']]) assert.equal(read({ id }), null, `${id}`);
  for (const value of [undefined, null, 'x', 5, [], {}]) assert.equal(file.read({ file: value }), null);
  for (const type of ['', 'image', 'image/svg+xml; charset=x', 'IMAGE/PNG', 'a/b/c', 'x'.repeat(200), 7, null, {}]) assert.equal(read({ type }).file.type, 'application/octet-stream');
  for (const hash of ['', 'short', 'x'.repeat(44), 5, null, {}]) assert.equal(read({ hash, key: hash }).file.hash ?? read({ key: hash }).file.key, undefined);
  for (const side of [0, -5, 1.5, 70_000, '5', null]) assert.equal('width' in read({ width: side, height: 5 }).file, false);
  assert.deepEqual(read({ surprise: 'x'.repeat(1000), __proto__: null }).file, { ...OFFER });
  assert.equal(read({}, { text: 'x'.repeat(100_000) }).text.length, 1000);
  assert.equal(read({}, { text: { x: 1 } }).text, 'x.png');
  assert.equal(read({}, { text: '\u200b \n' }).text, 'x.png');
});

test('what is said of a file turns nothing beside it', () => {
  const shown = (text) => file.show(file.read({ text, file: OFFER }));
  assert.deepEqual(shown('a\u202egpj.exe'), [{ text: 'agpj.exe' }]);
  assert.deepEqual(shown('a\u2067b\nc'), [{ text: 'a\u2067b\u2069\nc' }]);
});

test('a key that is none is not taken for no key', () => {
  const whole = Buffer.alloc(32).toString('base64url');
  assert.equal(typeof cipherOf({ id: 'f', key: whole }).seal, 'function');
  for (const key of [`${whole.slice(0, -1)}B`, '', 'x', whole.slice(0, 42), `${whole}A`, null, 7, {}]) assert.throws(() => cipherOf({ id: 'f', key }), TypeError, `${key}`);
});

test('a name is one under which a file can be saved, and says what it is', () => {
  const names = {
    'photo.jpg': 'photo.jpg', '../../etc/passwd': 'passwd', 'C:\\Windows\\x.dll': 'x.dll', '/': 'file', '': 'file', '...': 'file', '.bashrc': 'bashrc', '\u202Egpj.exe': 'gpj.exe',
    'a\u0000b\nc\td.txt': 'a b c d.txt', 'a\u200b\u2066.txt': 'a .txt', 'CON': '_CON', 'nul.txt': '_nul.txt', 'com\u00b9.log': '_com\u00b9.log', 'conout$': '_conout$', 'aux .txt': '_aux .txt', '/dev/sda': 'sda', 'a<b>:"|?*.txt': 'a_b______.txt', 'Übung 𝒳 日本.txt': 'Übung 𝒳 日本.txt', '\ud800.txt': '\ufffd.txt', ' a. ': 'a',
  };
  for (const [given, clean] of Object.entries(names)) assert.equal(cleanFileName(given), clean, JSON.stringify(given));
  for (const value of [undefined, null, 5, {}, []]) assert.equal(cleanFileName(value), 'file');
  const long = cleanFileName(`${'x'.repeat(500)}.jpg.exe`);
  assert.equal([...long].length, 80);
  assert.match(long, /^x+….*\.exe$/);
  assert.equal([...cleanFileName('𝒳'.repeat(5000))].length, 80);
  assert.ok(cleanFileName(`a${'\u0301'.repeat(900)}.txt`).length < 10);
});

test('pieces fit what they are to go through', async () => {
  for (const most of [900, 2000, 4000, 24_000, 48_000]) {
    for (const key of [undefined, 'k'.repeat(43)]) {
      const piece = new Uint8Array(pieceIn(most));
      const message = await write({ id: 'i'.repeat(16), of: 'f'.repeat(64), from: 'a'.repeat(32), to: 'b'.repeat(32), says: 'piece', at: 2 ** 31, piece }, cipherOf({ id: 'f'.repeat(64), key: key && Buffer.alloc(32).toString('base64url') }));
      assert.ok(JSON.stringify(['send', 'a'.repeat(32), message]).length <= most, `${most} ${key}`);
      assert.ok(piece.length > most / 10);
    }
  }
});

test('pieces that nobody asked for are not kept, nor those out of order or beyond the size', async () => {
  const { offer, piece, kept, until } = await attacked();
  offer({ type: 'application/zip' });
  await piece(0, CONTENT);
  assert.deepEqual(kept(), [{ phase: 'offered', part: 0, blob: null }]);
  offer({ id: 'asked' });
  await until(() => kept()[1]?.phase === 'coming');
  for (const [at, length] of [[1, 100], [39_999, 1], [2 ** 32 - 1, 5], [0, 40_001], [0, 0]]) await piece(at, bytesOf(length), 'asked');
  assert.deepEqual(kept()[1], { phase: 'coming', part: 0, blob: null });
  await piece(0, CONTENT.slice(0, 30_000), 'asked');
  await piece(30_000, bytesOf(10_001), 'asked');
  await piece(20_000, CONTENT.slice(20_000), 'asked');
  assert.equal(kept()[1].part, 0.75);
  await piece(30_000, CONTENT.slice(30_000), 'asked');
  await until(() => kept()[1].phase === 'here');
});

test('what has another hash than was said is nothing', async () => {
  const { offer, piece, kept, until, ann } = await attacked();
  offer();
  await until(() => kept()[0]?.phase === 'coming');
  await piece(0, bytesOf(CONTENT.length, 2));
  await until(() => kept()[0].phase === 'failed');
  assert.equal(kept()[0].blob, null);
  ann.files.get(ann.last);
  await until(() => kept()[0].phase === 'coming');
  await piece(0, CONTENT);
  await until(() => kept()[0].phase === 'here');
});

/** The page's WebCrypto is another until the test is over. */
function changeSubtle(t, subtle) {
  Object.defineProperty(globalThis.crypto, 'subtle', { value: subtle, configurable: true });
  t.after(() => { delete globalThis.crypto.subtle; });
}

test('a page without WebCrypto takes what comes, unchecked', async (t) => {
  const { offer, piece, kept, until } = await attacked();
  offer();
  await until(() => kept()[0]?.phase === 'coming');
  changeSubtle(t, undefined);
  await piece(0, CONTENT);
  await until(() => kept()[0].phase === 'here');
});

test('what cannot be checked has failed, and the next one comes', async (t) => {
  const { offer, piece, kept, until } = await attacked();
  for (const id of ['a', 'b', 'c', 'd']) offer({ id });
  await until(() => kept()[3]?.phase === 'waiting');
  changeSubtle(t, { digest: async () => { throw new RangeError('no memory left'); } });
  await piece(0, CONTENT, 'a');
  await until(() => kept()[0].phase === 'failed');
  assert.deepEqual(kept().map(({ phase }) => phase), ['failed', 'coming', 'coming', 'coming']);
});

test('who offers and gives nothing is asked a few times, and holds nobody up', async () => {
  const { offer, kept, until, heard, clock, mallory } = await attacked();
  for (let number = 0; number < 4; number += 1) offer({ id: `never${number}` });
  await until(() => kept().filter(({ phase }) => phase === 'coming').length === 3);
  assert.equal(kept()[3].phase, 'waiting');
  await clock.pass(700_000);
  assert.ok(kept().every(({ phase }) => phase === 'failed'));
  assert.ok(heard().length <= 40, `${heard().length}`);
  mallory.queue = [];
  await clock.pass(600_000);
  assert.equal(heard().length, 0);
});

test('ten thousand offers are lines, and no more than a few pictures are asked for', async () => {
  const { offer, kept, heard, ann, settle: rest } = await attacked();
  for (let number = 0; number < 10_000; number += 1) offer({ id: `f${number}`, size: 1024 * 1024 });
  await rest();
  ann.files.sync();
  await rest();
  const phases = kept().map(({ phase }) => phase);
  assert.ok(phases.length >= 9990);
  assert.equal(phases.filter((phase) => phase === 'coming').length, 3);
  assert.ok(phases.filter((phase) => phase === 'waiting').length <= 48);
  assert.ok(heard().length <= 3);
});

test('a thousand small pictures are no more than two hundred to fetch', async () => {
  const { offer, kept, ann, settle: rest } = await attacked();
  for (let number = 0; number < 1000; number += 1) offer({ id: `f${number}`, size: 100 });
  await rest();
  ann.files.sync();
  assert.equal(kept().filter(({ phase }) => phase !== 'offered').length, 200);
});

test('an offer with a key is for private rooms, and none with the id of another takes its place', async () => {
  const { offer, kept, until, piece, ann, heard } = await attacked();
  offer({ key: 'k'.repeat(43) });
  await until(() => kept().length === 1);
  ann.files.get(ann.last);
  assert.equal(kept()[0].phase, 'unfit');
  offer({ id: 'same' });
  await until(() => kept()[1]?.phase === 'coming');
  await piece(0, CONTENT, 'same');
  await until(() => kept()[1].phase === 'here');
  offer({ id: 'same', hash: sha256(bytesOf(5)), type: 'application/zip' });
  await until(() => kept().length === 3);
  assert.deepEqual(kept().map(({ phase }) => phase), ['unfit', 'here', 'offered']);
  assert.ok(heard().every(({ of }) => of === 'same'));
});

test('nobody gets what another offers by asking a third for it', async () => {
  const { offer, say, heard, settle: rest, hub } = await attacked();
  offer({ type: 'application/zip' });
  say({ kind: 'part', of: OFFER.id, bytes: Buffer.from([2, 0, 0, 0, 0]).toString('base64url') });
  await rest();
  assert.deepEqual(heard(), []);
  assert.equal(partsIn(hub).length, 0);
});

test('a million pieces of one byte take no more room than their bytes', async () => {
  const size = 1_000_000;
  const content = bytesOf(size);
  const pile = new Pile();
  for (let at = 0; at < size; at += 1) pile.add(content.subarray(at, at + 1));
  pile.add(new Uint8Array(0));
  assert.ok(pile.parts <= Math.ceil(size / 65_536), `${pile.parts}`);
  assert.deepEqual(new Uint8Array(await pile.toBlob('').arrayBuffer()), content);
  const one = new Pile();
  one.add(content);
  assert.deepEqual(new Uint8Array(await one.toBlob('').arrayBuffer()), content);
});

test('whoever offers what it is not is told that nobody got it', async () => {
  const { offer, piece, kept, until, heard } = await attacked();
  offer();
  await until(() => kept()[0]?.phase === 'coming');
  await piece(0, bytesOf(CONTENT.length, 2));
  await until(() => kept()[0].phase === 'failed');
  await until(() => heard().at(-1)?.says === 'stop');
  assert.deepEqual(heard().map(({ says }) => says), ['want', 'stop']);
});
