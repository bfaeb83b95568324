// Files from one onetimechat-cli to another over the real daemon and a front server, in public and in private rooms, and what is offered
// by others than it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { cipherOf, read, write } from '../../www/js/files/frames.js';
import { ChatClient, overHttp } from '../lib/client.mjs';
import { Cli, entered } from '../lib/cli.mjs';
import { Daemon } from '../lib/daemon.mjs';
import { Front } from '../lib/front.mjs';
import { bytesOf } from '../page/support/files.mjs';

const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

let daemon, front;
before(async () => {
  daemon = await Daemon.start({ args: ['--rate', '0', '--rate-bytes', '0'] });
  front = await Front.start('lighttpd', { socket: daemon.socket, base: '/talk' });
});
after(async () => {
  await front.stop();
  await daemon.stop();
});

let rooms = 0;
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const isState = (state) => (event) => event.state === state;

/** A directory of its own, which goes with test `t`. */
async function newDir(t) {
  const dir = await mkdtemp(join(tmpdir(), 'otc-files-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function fileIn(dir, name, content) {
  const path = join(dir, name);
  await writeFile(path, content);
  return path;
}

const ROOMS = {
  public: async (t) => {
    const link = `${front.url}#files-${rooms += 1}`;
    return { ann: await entered(t, ['--name', 'Ann', link]), link };
  },
  private: async (t) => {
    const ann = await entered(t, ['--new', '--name', 'Ann', front.url]);
    return { ann, link: (await ann.event('link')).link };
  },
};

for (const [kind, open] of Object.entries(ROOMS)) {
  describe(`in a ${kind} room`, () => {
    test('a file comes as it was, under its name, and both are told so', async (t) => {
      const dir = await newDir(t);
      const content = bytesOf(700_001);
      const path = await fileIn(dir, 'Notes of today.bin', content);
      const { ann, link } = await open(t);
      const box = join(dir, 'box');
      await mkdir(box);
      const ben = await entered(t, [link, '--receive', box]);
      ann.order({ file: path, text: 'what we said', ref: 'f' });
      const own = await ann.event('state', ({ ref, state }) => ref === 'f' && state === 'accepted');
      const offered = await ben.event('file', isState('offered'));
      assert.deepEqual([offered.id, offered.from, offered.name, offered.text], [own.id, ann.me, 'Ann', 'what we said']);
      assert.deepEqual(offered.file, { name: 'Notes of today.bin', size: content.length, type: 'application/octet-stream', sha256: sha256(content) });
      const received = await ben.event('file', isState('received'));
      assert.deepEqual([received.id, received.from, received.path], [own.id, ann.me, join(box, 'Notes of today.bin')]);
      assert.equal(sha256(await readFile(received.path)), sha256(content));
      await ann.event('file', ({ state, id, own: isOwn, by, of, part }) => state === 'given' && id === own.id && isOwn && by === 1 && of === 1 && part === 1);
      for (const cli of [ann, ben]) {
        cli.done();
        assert.equal(await cli.code(), 0);
      }
    });

    test('who only sends a file stays until those present have it', async (t) => {
      const dir = await newDir(t);
      const content = bytesOf(300_000);
      const [path, box] = [await fileIn(dir, 'one.txt', content), await newDir(t)];
      const { ann, link } = await open(t);
      const ben = await entered(t, [link, '--receive', box]);
      ann.done();
      assert.equal(await ann.code(), 0);
      const cid = Cli.start(t, ['--send', path, '--name', 'Cid', link], { input: '' });
      assert.equal(await cid.code(), 0);
      const { path: saved } = await ben.event('file', isState('received'));
      assert.equal(sha256(await readFile(saved)), sha256(content));
    });

    test('a file goes on after the daemon was killed, and comes once', async (t) => {
      const dir = await newDir(t);
      const content = bytesOf(1_000_000);
      const [path, box] = [await fileIn(dir, 'long.bin', content), await newDir(t)];
      const { ann, link } = await open(t);
      const ben = await entered(t, [link, '--receive', box]);
      ann.order({ file: path });
      await ben.event('file', ({ state, part }) => state === 'coming' && part > 0);
      await daemon.kill();
      await daemon.start();
      const { path: saved } = await ben.event('file', isState('received'));
      assert.equal(sha256(await readFile(saved)), sha256(content));
      ann.order({ say: 'after' });
      await ben.event('said', ({ text }) => text === 'after');
      assert.deepEqual(await readdir(box), ['long.bin']);
      assert.equal(ben.events.filter(isState('failed')).length, 0);
      assert.ok(ben.events.filter(isState('coming')).length <= 60, 'told within bounds');
    });
  });
}

describe('what is sent', () => {
  test('what is no file, or too large, is an error that ends nothing', async (t) => {
    const dir = await newDir(t);
    const { ann, link } = await ROOMS.public(t);
    const pipe = join(dir, 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    const large = await fileIn(dir, 'large', '');
    await truncate(large, 25 * 1024 * 1024 + 1);
    const bad = [join(dir, 'none'), dir, pipe, '/dev/zero', large, await fileIn(dir, 'empty', '')];
    const cli = Cli.start(t, ['--json', link], { input: `${bad.map((file, ref) => JSON.stringify({ file, ref })).join('\n')}\n{"say":"still here"}\n` });
    assert.equal(await cli.code(), 4);
    await ann.event('said', ({ text }) => text === 'still here');
    const errors = cli.events.filter(({ type }) => type === 'error');
    assert.deepEqual(errors.map(({ ref }) => ref), bad.map((_, ref) => ref));
    for (const [index, pattern] of [/ENOENT/, /no file/, /no file/, /no file/, /larger than 26.2 MB/, /empty/].entries()) assert.match(errors[index].text, pattern);
    assert.equal((await cli.event('out')).text, '6 files could not be sent or saved.');
  });

  test('a file that nobody fetches in time is an error in the end', async (t) => {
    const path = await fileIn(await newDir(t), 'one.txt', 'content');
    const { link } = await ROOMS.public(t);
    const cli = Cli.start(t, ['--json', '--send', path, '--send-timeout', '0.5', link], { input: '' });
    assert.equal(await cli.code(), 4);
    assert.match((await cli.event('out')).text, /did not reach everybody/);
  });

  test('a pipe has no commands: who writes into a log cannot name a file', async (t) => {
    const { ann, link } = await ROOMS.public(t);
    assert.equal(await Cli.start(t, [link], { input: '/file /etc/hostname\n' }).code(), 0);
    assert.equal((await ann.event('said')).text, '/file /etc/hostname');
    assert.equal(ann.events.filter(({ type }) => type === 'file').length, 0);
  });

  test('a line can name it, with a description', async (t) => {
    const dir = await newDir(t);
    const { ann, link } = await ROOMS.public(t);
    const path = await fileIn(dir, 'a picture.png', PICTURE);
    const cli = Cli.start(t, ['--commands', '--listen', link], { input: `/file "${path}" of a dot\n` });
    const { file, text } = await ann.event('file', isState('offered'));
    assert.deepEqual([file.name, file.type, text], ['a picture.png', 'image/png', 'of a dot']);
    cli.signal('SIGTERM');
    assert.equal(await cli.code(), 0);
  });
});

/** Another client, which lies; `asked` are the words that it hears of files, `say` and `offer` send what they are given. */
async function liar(t, room) {
  const asked = [];
  const send = overHttp(front.url);
  const eve = new ChatClient(async (...request) => {
    const answer = await send(...request);
    for (const [command, from, message] of (answer.status === 200 && answer.json.commands) || []) {
      if (command === 'add' && message.kind === 'part') asked.push({ of: message.of, ...await read(message, from, cipherOf({ id: message.of })) });
    }
    return answer;
  }, { room });
  await eve.start();
  t.after(() => eve.vanish());
  let count = 0;
  return {
    eve, asked,
    offer: (file, more = {}) => eve.say(`file ${file.id}`, { kind: 'file', name: 'Eve', file: { type: 'image/png', ...file }, ...more }),
    piece: async (of, at, piece) => eve.say('', await write({ id: `p${count += 1}`, of, from: eve.id, says: 'piece', at, piece }, cipherOf({ id: of }))),
    wasAsked: (of) => eve.until(() => asked.some(({ of: id, says }) => id === of && says === 'want'), `${of} is asked for`),
  };
}

describe('what is offered', () => {
  const inRoom = async (t, args) => {
    const room = `liars-${rooms += 1}`;
    const lies = await liar(t, room);
    return { ...lies, ben: await entered(t, [...args, `${front.url}#${room}`]) };
  };
  const hashOf = (bytes) => createHash('sha256').update(bytes).digest('base64url');

  test('is only told, and nothing is fetched, unless there is a directory for it', async (t) => {
    const { ben, offer, asked, eve } = await inRoom(t, []);
    await offer({ id: 'picture', name: 'x.png', size: PICTURE.length, hash: hashOf(PICTURE) });
    await ben.event('file', isState('offered'));
    ben.order({ say: 'seen' });
    ben.done();
    assert.equal(await ben.code(), 0);
    await eve.until((c) => c.gone.length === 1, 'that it has left');
    assert.deepEqual(asked, []);
  });

  test('is saved in the directory under a harmless name, whatever it is called, and over nothing', async (t) => {
    const box = await newDir(t);
    await fileIn(box, 'taken', 'mine');
    await symlink(join(box, 'elsewhere'), join(box, 'link'));
    const { ben, offer, piece, wasAsked } = await inRoom(t, ['--receive', box]);
    const names = {
      '../../escape': 'escape', '/dev/sda': 'sda', 'CON': '_CON', '.bashrc': 'bashrc', '-rf': '_rf', 'a\u202egpj.exe': 'a gpj.exe', 'a\u001b[2J\nb': 'a [2J b', 'taken': 'taken (2)', 'link': 'link (2)', '..': 'file',
    };
    let number = 0;
    const paths = new Set();
    for (const [name, saved] of [...Object.entries(names), ['𝒳'.repeat(500) + '.txt', null]]) {
      const id = `file${number += 1}`;
      await offer({ id, name, size: PICTURE.length, hash: hashOf(PICTURE) });
      await wasAsked(id);
      await piece(id, 0, PICTURE);
      const { path } = await ben.event('file', ({ state, path: to }) => state === 'received' && !paths.has(to));
      if (saved !== null) assert.equal(path, join(box, saved));
      paths.add(path);
      assert.deepEqual(await readFile(path), PICTURE);
    }
    const found = await readdir(box);
    assert.equal(found.length, Object.keys(names).length + 3);
    assert.ok(found.every((name) => Buffer.byteLength(name) <= 255 && !/[\p{C}/]/u.test(name)));
    assert.equal(await readFile(join(box, 'taken'), 'utf8'), 'mine');
    assert.ok(!found.includes('elsewhere'));
  });

  test('is kept within the limit, and what is over it is said', async (t) => {
    const box = await newDir(t);
    const { ben, offer, piece, wasAsked } = await inRoom(t, ['--receive', box, '--receive-limit', '100']);
    await offer({ id: 'large', name: 'large', size: 101 });
    assert.equal((await ben.event('file', isState('failed'))).why, 'limit');
    await offer({ id: 'small', name: 'small', size: 60 });
    await wasAsked('small');
    await piece('small', 0, bytesOf(60));
    await ben.event('file', isState('received'));
    await offer({ id: 'more', name: 'more', size: 60 });
    await ben.event('file', ({ state, id, file }) => state === 'failed' && file.name === 'more' && id !== undefined);
    assert.deepEqual(await readdir(box), ['small']);
  });

  test('is nothing where it is not what was said: of another size, with a piece too many, out of order, or spoilt', async (t) => {
    const box = await newDir(t);
    const { ben, eve, offer, piece, wasAsked, asked } = await inRoom(t, ['--receive', box]);
    for (const size of [0, -1, 1.5, 25 * 1024 * 1024 + 1, 2 ** 53, '5', null]) await offer({ id: `size${size}`.replace(/\W/g, ''), name: 'x', size });
    await offer({ id: 'spoilt', name: 'spoilt', size: 1000, hash: hashOf(bytesOf(1000)) });
    await wasAsked('spoilt');
    await piece('spoilt', 0, bytesOf(1000, 2));
    assert.equal((await ben.event('file', isState('failed'))).why, 'spoilt');
    await eve.until(() => asked.some(({ of, says }) => of === 'spoilt' && says === 'stop'), 'that it is told');
    await offer({ id: 'good', name: 'good', size: 1000, hash: hashOf(bytesOf(1000)) });
    await wasAsked('good');
    for (const [at, length] of [[500, 100], [0, 1001], [2 ** 32 - 1, 5], [0, 0]]) await piece('good', at, bytesOf(length, 3));
    for (let at = 0; at < 1000; at += 37) await piece('good', at, bytesOf(1000).slice(at, at + 37));
    await piece('good', 1000, bytesOf(40_000));
    const { path } = await ben.event('file', isState('received'));
    assert.deepEqual(new Uint8Array(await readFile(path)), bytesOf(1000));
    assert.deepEqual(await readdir(box), ['good']);
    assert.equal(ben.events.filter(isState('offered')).length, 2);
  });

  test('vanishes with its sender, which is said', async (t) => {
    const box = await newDir(t);
    const { ben, eve, offer, wasAsked } = await inRoom(t, ['--receive', box]);
    await offer({ id: 'half', name: 'half', size: 1000 });
    await wasAsked('half');
    await eve.leave();
    assert.equal((await ben.event('file', isState('failed'))).why, 'gone');
    ben.done();
    assert.equal(await ben.code(), 0);
    assert.deepEqual(await readdir(box), []);
  });
});
