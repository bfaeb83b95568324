// onetimechat-cli over the real daemon and a front server: two of them, or one and another client, in public and in private rooms.

import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ChatClient, overHttp } from '../lib/client.mjs';
import { Cli, cliProgram, entered, fileWith } from '../lib/cli.mjs';
import { Daemon } from '../lib/daemon.mjs';
import { Front } from '../lib/front.mjs';
import { freePort } from '../lib/ports.mjs';
import { polling } from '../lib/scene.mjs';

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
const newName = () => `room-${rooms += 1}`;
const linkTo = (room) => `${front.url}#${room}`;
const texts = (cli) => cli.events.filter(({ type }) => type === 'said').map(({ text }) => text);

/** Another client, `ann`, and in `heard` each message that it got, also one whose author left at once. */
async function listener(t, room) {
  const heard = [];
  const send = overHttp(front.url);
  const ann = new ChatClient(async (...request) => {
    const answer = await send(...request);
    for (const [command, , message] of answer.json?.commands ?? []) if (command === 'add') heard.push(message);
    return answer;
  }, { room });
  await ann.start();
  t.after(() => ann.vanish());
  return { heard, ann };
}

describe('in a public room', () => {
  test('two talk, and at the end of input all is said', async (t) => {
    const room = newName();
    const ann = Cli.start(t, [linkTo(room), '--name', 'Ann']);
    const seen = await entered(t, [linkTo(room)]);
    ann.say('hello', '', 'a second line');
    const first = await seen.event('said', ({ text }) => text === 'hello');
    assert.equal(first.name, 'Ann');
    await seen.event('said', ({ text }) => text === 'a second line');
    seen.order({ say: 'and\nhello to you' });
    await ann.waitForLine(/^\d\d:\d\d <[^>]+> and$/);
    await ann.waitForLine(/^ {2}hello to you$/);
    ann.done();
    assert.equal(await ann.code(), 0);
    const left = await seen.event('left', ({ id }) => id === first.from);
    assert.equal(left.why, 'left');
    assert.deepEqual(texts(seen), ['hello', 'a second line']);
  });

  test('the lobby is the room of a page alone, and its slash may be missing', async (t) => {
    const ann = await entered(t, [front.url.replace(/\/$/, '')]);
    assert.equal(ann.event0.room, 'lobby');
    ann.done();
    assert.equal(await ann.code(), 0);
  });

  test('what was said before stands first, in its order, and once', async (t) => {
    const room = newName();
    const [ann, ben] = [await entered(t, [linkTo(room), '--name', 'Ann']), await entered(t, [linkTo(room), '--name', 'Ben'])];
    for (const [who, text, other] of [[ann, 'of Ann', ben], [ben, 'of Ben', ann], [ann, 'of Ann again', ben]]) {
      who.order({ say: text });
      await other.event('said', (event) => event.text === text);
    }
    const seen = await entered(t, [linkTo(room), '--listen'], { input: '' });
    ann.order({ say: 'just now' });
    await seen.event('said', ({ text }) => text === 'just now');
    assert.deepEqual(texts(seen), ['of Ann', 'of Ben', 'of Ann again', 'just now']);
    assert.deepEqual(seen.events.filter(({ earlier }) => earlier).map(({ text }) => text), ['of Ann', 'of Ben', 'of Ann again']);
    const look = Cli.start(t, [linkTo(room)], { input: '' });
    assert.equal(await look.code(), 0);
    assert.deepEqual(look.lines.filter((line) => line.includes('<')).map((line) => line.slice(6)), ['<Ann> of Ann', '<Ben> of Ben', '<Ann> of Ann again', '<Ann> just now']);
  });

  test('a thousand lines and a last one without an end are all delivered', async (t) => {
    const room = newName();
    const { heard, ann } = await listener(t, room);
    const lines = Array.from({ length: 1000 }, (_, number) => `line ${number}`);
    const cli = Cli.start(t, [linkTo(room)], { input: lines.join('\n') });
    assert.equal(await cli.code(), 0);
    await ann.until((c) => c.gone.length === 1, 'that it has left');
    assert.deepEqual(heard.filter(({ kind }) => kind === 'text').map(({ text }) => text), lines);
  });

  test('all of the input is one message where that is wanted', async (t) => {
    const room = newName();
    const seen = await entered(t, [linkTo(room)]);
    assert.equal(await Cli.start(t, ['--whole', linkTo(room)], { input: 'one\ntwo\n\nthree\n' }).code(), 0);
    await seen.event('left');
    assert.deepEqual(texts(seen), ['one\ntwo\n\nthree']);
  });

  test('a line that is too long is not said, and that is an error', async (t) => {
    const room = newName();
    const seen = await entered(t, [linkTo(room)]);
    const ann = Cli.start(t, [linkTo(room)], { input: `short\n${'x'.repeat(200_000)}\n${'y'.repeat(2_000_000)}\nlast\n` });
    assert.equal(await ann.code(), 4);
    assert.match(ann.output, /too long for one message/);
    assert.match(ann.output, /A line of over \d+ characters was not said/);
    assert.match(ann.output, /^2 lines were not said\.$/m);
    await seen.event('left');
    assert.deepEqual(texts(seen), ['short', 'last']);
  });

  test('a program says, edits, withdraws and asks by JSON', async (t) => {
    const room = newName();
    const [ann, ben] = [await entered(t, [linkTo(room)]), await entered(t, [linkTo(room)])];
    ann.order({ say: 'one', ref: 7 }, { say: 'two', ref: 'b' });
    const { id } = await ann.event('state', ({ ref, state }) => ref === 7 && state === 'accepted');
    const other = await ann.event('state', ({ ref, state }) => ref === 'b' && state === 'accepted');
    await ben.event('said', ({ text }) => text === 'two');
    await ann.event('held', ({ id: held, by, of, ref }) => held === other.id && by === 1 && of === 1 && ref === 'b');
    ann.order({ edit: id, text: 'x'.repeat(200_000), ref: 'too long' });
    await ann.event('error', ({ ref, text }) => ref === 'too long' && /too long/.test(text));
    ann.order({ edit: id, text: 'uno' }, { withdraw: other.id }, { do: 'people', ref: 1 });
    const edited = await ben.event('edited');
    assert.deepEqual([edited.id, edited.text, edited.from], [id, 'uno', ann.me]);
    assert.deepEqual((await ben.event('vanished')).lines, [{ from: ann.me, id: other.id }]);
    const { people } = await ann.event('people');
    assert.deepEqual(people.map((person) => person.id).sort(), [ann.me, ben.me].sort());
    ann.order({ do: 'leave' });
    assert.equal(await ann.code(), 4, 'since something was too long');
    assert.deepEqual(ann.events.at(-1), { type: 'end', code: 4 });
  });

  test('an edit at the end of the input is delivered', async (t) => {
    const room = newName();
    const { heard, ann } = await listener(t, room);
    const ben = await entered(t, [linkTo(room)]);
    ben.order({ say: 'one' });
    const { id } = await ben.event('state', ({ state }) => state === 'accepted');
    ben.order({ edit: id, text: 'uno' });
    ben.done();
    assert.equal(await ben.code(), 0);
    await ann.until((c) => c.gone.length === 1, 'that it has left');
    assert.deepEqual(heard.filter(({ kind }) => kind === 'edit').map(({ of, text }) => [of, text]), [[id, 'uno']]);
  });

  test('what is no order is told, and is an error in the end', async (t) => {
    const bad = ['no json', '[]', '{"say":1}', '{"do":"dance"}', '{"do":"constructor"}', '{"withdraw":"nothing"}', '{"edit":{},"text":"x"}', '{"edit":"nothing","text":"x"}', '{"do":"lock","ref":"r"}'];
    const ann = Cli.start(t, ['--json', linkTo(newName())], { input: `${bad.join('\n')}\n` });
    assert.equal(await ann.code(), 4);
    assert.equal(ann.events.filter(({ type }) => type === 'error').length, bad.length);
    assert.equal(ann.events.filter(({ ref }) => ref === 'r').length, 1);
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    test(`${signal} says goodbye, though it was to stay`, async (t) => {
      const room = newName();
      const seen = await entered(t, [linkTo(room)]);
      const ann = await entered(t, [linkTo(room), '--listen'], { input: '{"say":"here"}\n' });
      await seen.event('said');
      ann.signal(signal);
      assert.equal(await ann.code(), 0);
      assert.equal((await seen.event('left')).why, 'left');
    });
  }

  test('a daemon that is killed and started again in mid-conversation: nothing is lost, nothing is said twice', async (t) => {
    const room = newName();
    const [ann, ben] = [await entered(t, [linkTo(room)]), await entered(t, [linkTo(room)])];
    const cid = Cli.start(t, [linkTo(room)]);
    ann.order({ say: 'before' });
    await ben.event('said', ({ text }) => text === 'before');
    await cid.waitForLine(/before$/);
    await daemon.kill();
    ann.order({ say: 'meanwhile' });
    ben.order({ say: 'here too' });
    await daemon.start();
    await ben.event('said', ({ text }) => text === 'meanwhile');
    await ann.event('said', ({ text }) => text === 'here too');
    ann.order({ say: 'after' });
    await ben.event('said', ({ text }) => text === 'after');
    const news = ben.events.filter(({ type, again }) => type === 'said' && !again).map(({ text }) => text);
    assert.deepEqual(news, ['before', 'meanwhile', 'after']);
    for (const text of ['meanwhile', 'here too', 'after']) await cid.waitForLine(new RegExp(`> ${text}$`));
    assert.deepEqual(cid.lines.filter((line) => line.includes('> ')).map((line) => line.replace(/.*> /, '')).sort(), ['after', 'before', 'here too', 'meanwhile']);
    for (const cli of [ann, ben, cid]) {
      cli.done();
      assert.equal(await cli.code(), 0);
    }
  });
});

test('over HTTPS, to a server whose certificate is trusted and to no other', async (t) => {
  const server = await Front.start('lighttpd-tls', { socket: daemon.socket });
  t.after(() => server.stop());
  const cli = await entered(t, [server.url], { env: { NODE_EXTRA_CA_CERTS: server.certificate } });
  cli.done();
  assert.equal(await cli.code(), 0);
  assert.equal(await Cli.start(t, ['--timeout', '0.3', server.url], { input: '' }).code(), 2);
});

describe('what others say', () => {
  const HOSTILE = ['\u001b[2J\u001b[H', '\u001b]0;title\u0007', '\r', '\b\b\b', '\u009b2J', '\u202e', '\u2066', '\u0000', '\u007f', '\u2028<Bob> yes', '\n<Bob> yes', '\u{e0041}', '\udc00'];
  const DANGEROUS = /[\0-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]|\p{Surrogate}|[\u{e0000}-\u{e007f}]/u;

  for (const json of [[], ['--json']]) {
    test(`orders a terminal nothing${json.length ? ', in JSON' : ''}`, async (t) => {
      const room = newName();
      const bytes = [];
      const cli = Cli.start(t, [...json, linkTo(room), '--listen'], { input: '' });
      cli.child.stdout.on('data', (text) => bytes.push(text));
      const eve = new ChatClient(overHttp(front.url), { room });
      await eve.start();
      t.after(() => eve.vanish());
      const wellFormed = HOSTILE.filter((text) => text !== '\udc00' && text !== '\u0000');
      for (const [number, text] of wellFormed.entries()) await eve.say(`a${text}b${number}`, { kind: 'text', name: `Eve${text}> hi <Bob` });
      await eve.say('the end', { kind: 'text', name: 'Eve' });
      await cli.waitForLine(/the end/);
      const printed = bytes.join('');
      assert.doesNotMatch(printed, DANGEROUS);
      for (const line of printed.split('\n')) assert.doesNotMatch(line, /^\d\d:\d\d <Bob>|^<Bob>/, 'nobody speaks for another');
      for (const [number] of wellFormed.entries()) assert.match(printed, new RegExp(`b${number}\\b|yes`));
    });
  }

  test('messages that are none do no harm', async (t) => {
    const room = newName();
    const cli = await entered(t, [linkTo(room)]);
    const eve = await polling(t, front, { room });
    for (const message of [{ text: 7 }, { kind: 'text', text: { a: 1 } }, { kind: 'edit', of: [], text: 'x' }, { kind: '__proto__', text: 'x' }, { kind: 'receipt', held: [1, {}] }, { kind: 'text', name: {}, text: 'nameless' }]) {
      await eve.post('send', { ...eve.credentials, commands: [['send', eve.id, message]] });
    }
    await eve.say('the end', { kind: 'text', name: 'Eve' });
    await cli.event('said', ({ text }) => text === 'the end');
    assert.deepEqual(texts(cli), ['nameless', 'the end']);
  });
});

describe('in a private room', () => {
  const newRoom = async (t, args = [], options) => {
    const ann = Cli.start(t, ['--json', '--new', '--name', 'Ann', ...args, front.url], options);
    const { link } = await ann.event('link');
    await ann.event('entered');
    return { ann, link };
  };

  test('one starts it and prints its link, another comes by it, and they talk', async (t) => {
    const ann = Cli.start(t, ['--new', front.url]);
    const link = await ann.waitForLine(/^http.*\/talk\/#~[\w-]{38}$/);
    assert.equal(ann.lines[0], link);
    const ben = await entered(t, [link, '--name', 'Ben']);
    assert.equal(ben.event0.private, true);
    ann.say('hello');
    await ben.event('said', ({ text }) => text === 'hello');
    ben.order({ say: 'and to you' });
    await ann.waitForLine(/<Ben> and to you$/);
    assert.equal(await Cli.start(t, [link, '--name', 'Cid'], { input: 'said at once\n' }).code(), 0);
    await ann.waitForLine(/<Cid> said at once$/);
    assert.equal((await ben.event('said', ({ text }) => text === 'said at once')).name, 'Cid');
    assert.equal((await ben.event('left', ({ name }) => name === 'Cid')).why, 'left');
    ben.done();
    assert.equal(await ben.code(), 0);
    await ann.waitForLine(/^\* Ben left$/);
    ann.signal('SIGTERM');
    assert.equal(await ann.code(), 0);
  });

  test('with a password: it lets in, a wrong one does not, and none does not', async (t) => {
    const path = await fileWith(t, 'correct horse\nand no more\n');
    const { ann, link } = await newRoom(t, ['--password-file', path]);
    assert.match(link, /\.[a-z2-7]{2}$/);
    const ben = Cli.start(t, ['--json', link], { env: { ONETIMECHAT_PASSWORD: 'correct horse' } });
    ben.order({ say: 'in' });
    await ann.event('said', ({ text }) => text === 'in');
    // One in a thousand wrong passwords passes the link's own check: which of these does is known once there is a link.
    const { entranceBy } = await import('../../www/js/crypto/admission.js');
    const { readLink } = await import('../../www/js/crypto/link.js');
    const parts = readLink(link.slice(link.indexOf('#')));
    let wrong = 'wrong';
    while ((await entranceBy(parts, wrong)).check === parts.check) wrong += '!';
    const eve = Cli.start(t, [link], { env: { ONETIMECHAT_PASSWORD: wrong } });
    assert.equal(await eve.code(), 3);
    assert.equal(eve.output, 'The password is wrong.');
    const cid = Cli.start(t, ['--json', link]);
    assert.equal(await cid.code(), 3);
    assert.equal((await cid.event('out')).why, 'unanswered');
  });

  test('a link can come from a file, and nothing of it stays where others could see it', async (t) => {
    const { ann, link } = await newRoom(t);
    const ben = await entered(t, ['--link-file', await fileWith(t, `${link}\n`)]);
    await ann.event('came', ({ id }) => id === ben.me);
    const cid = await entered(t, [link]);
    assert.doesNotMatch(await readFile(`/proc/${cid.pid}/cmdline`, 'latin1'), /#~/);
  });

  test('an invitation lets in one', async (t) => {
    const { ann } = await newRoom(t);
    ann.order({ do: 'invite', ref: 'i' });
    const { link, ok } = await ann.event('done', ({ ref }) => ref === 'i');
    assert.equal(ok, true);
    const ben = await entered(t, [link]);
    ben.order({ say: 'as a guest' });
    await ann.event('said', ({ text }) => text === 'as a guest');
  });

  test('a locked one lets in whom somebody inside admits', async (t) => {
    const { ann, link } = await newRoom(t);
    const ben = await entered(t, [link]);
    ann.order({ do: 'lock' });
    await ann.event('done', ({ ok }) => ok);
    const cid = Cli.start(t, ['--json', link, '--name', 'Cid'], { input: '{"say":"let in"}\n' });
    const { words } = await cid.event('waiting');
    const knock = await ann.event('knock');
    assert.equal(knock.words, words);
    assert.equal(words.split(' ').length, 5);
    ann.order({ do: 'admit', id: knock.id });
    await ben.event('said', ({ text }) => text === 'let in');
    assert.equal(await cid.code(), 0);
  });

  test('who is removed, and who is there when it is closed, is told why', async (t) => {
    const { ann, link } = await newRoom(t);
    const [ben, cid] = [await entered(t, [link]), await entered(t, [link, '--listen'], { input: '' })];
    await ann.event('came', ({ id }) => id === ben.me);
    await ann.event('came', ({ id }) => id === cid.me);
    ann.order({ do: 'remove', id: ben.me });
    assert.equal(await ben.code(), 3);
    assert.equal((await ben.event('out')).why, 'removed');
    assert.match((await ann.event('link', ({ renewed }) => renewed)).link, /#~[\w-]{59}$/);
    ann.order({ do: 'close' });
    assert.equal(await cid.code(), 3);
    assert.equal((await cid.event('out')).why, 'closed');
  });

  test('a daemon that is killed and started again makes strangers of nobody', async (t) => {
    const { ann, link } = await newRoom(t);
    const ben = await entered(t, [link]);
    ann.order({ say: 'before' });
    await ben.event('said', ({ text }) => text === 'before');
    await daemon.kill();
    ann.order({ say: 'meanwhile' });
    await daemon.start();
    await ben.event('said', ({ text }) => text === 'meanwhile');
    ben.order({ say: 'after' });
    await ann.event('said', ({ text, from }) => text === 'after' && from === ben.me);
    assert.deepEqual(texts(ben), ['before', 'meanwhile']);
  });

  test('links that are spoilt are refused, and not sent', async (t) => {
    for (const [fragment, why] of [['#~abc', 'cut'], ['#~', 'gone'], ['#%7Eabc', 'cut'], ['#no room', 'name'], [`#~${'!'.repeat(40)}`, 'cut']]) {
      const cli = Cli.start(t, ['--json', front.url + fragment], { input: '' });
      assert.equal(await cli.code(), 3, fragment);
      assert.equal((await cli.event('out')).why, why, fragment);
    }
    const log = front.accessLog.read();
    assert.match(log, /GET \/talk\/ /);
    assert.doesNotMatch(log, /abc|~/);
  });
});

describe('where there is no way', () => {
  test('what the operator has turned off is refused', async (t) => {
    const server = await Front.start('lighttpd', { socket: daemon.socket });
    t.after(() => server.stop());
    const index = join(server.page, 'index.html');
    const html = await readFile(index, 'utf8');
    for (const compressed of ['.gz', '.br']) await rm(index + compressed);
    for (const [kind, args, why] of [['private', [server.url], 'private'], ['public', ['--new', server.url], 'turned off'], ['public', [`${server.url}#~${'a'.repeat(38)}`], 'public']]) {
      await writeFile(index, html.replace(/(onetimechat-rooms" content=")[^"]*/, `$1${kind}`));
      await server.restart();
      const cli = Cli.start(t, ['--json', ...args], { input: '' });
      assert.equal(await cli.code(), 3);
      assert.equal((await cli.event('out')).why, why);
    }
  });

  test('a private room that is full is an error in the end, and lets in who waits once there is place', async (t) => {
    const server = await Front.start('lighttpd', { socket: daemon.socket });
    t.after(() => server.stop());
    const index = join(server.page, 'index.html');
    for (const compressed of ['.gz', '.br']) await rm(index + compressed);
    await writeFile(index, (await readFile(index, 'utf8')).replace(/(onetimechat-rooms" content=")[^"]*/, '$1public private 2'));
    await server.restart();
    const ann = await entered(t, ['--new', server.url]);
    const { link } = await ann.event('link');
    const ben = await entered(t, [link]);
    await ann.event('came');
    const cid = Cli.start(t, ['--json', '--timeout', '5', link], { input: '{"say":"too many"}\n' });
    assert.equal(await cid.code(), 3);
    assert.equal((await cid.event('out')).why, 'full');
    const dan = Cli.start(t, ['--json', link]);
    await dan.event('trouble', ({ what }) => what === 'full');
    ben.done();
    dan.order({ say: 'in at last' });
    await ann.event('said', ({ text }) => text === 'in at last');
  });

  test('an unreachable server is given up in time, and wrong usage at once', async (t) => {
    const url = `http://127.0.0.1:${await freePort()}/`;
    for (const args of [[url], ['--endpoint', 'chat/', url]]) {
      const cli = Cli.start(t, ['--timeout', '0.3', ...args], { input: 'lost\n' });
      assert.equal(await cli.code(), 2, args.join(' '));
    }
    for (const args of [[], ['--dance', url], ['--password', 'x', url], ['ftp://example.org/'], [url, url], ['--timeout', 'soon', url], ['--link-file', '/nowhere']]) {
      const cli = Cli.start(t, args, { input: '' });
      assert.equal(await cli.code(), 1, args.join(' '));
      assert.match(cli.output, /^onetimechat-cli: .* Try onetimechat-cli --help\.$/);
    }
  });

  test('a page that is none of ours, and an endpoint elsewhere, are refused', async (t) => {
    for (const args of [[`${front.url}favicon.svg`], [`${front.url}nothing`], ['--endpoint', 'http://127.0.0.2/chat/', front.url]]) {
      assert.equal(await Cli.start(t, args, { input: '' }).code(), 2, args.join(' '));
    }
  });

  test('a daemon that stays away: what could not be said is told', async (t) => {
    const alone = await Daemon.start();
    t.after(() => alone.stop());
    const server = await Front.start('lighttpd', { socket: alone.socket });
    t.after(() => server.stop());
    const cli = await entered(t, ['--timeout', '5', server.url]);
    await alone.kill();
    cli.order({ say: 'lost' });
    cli.done();
    assert.equal(await cli.code(), 4);
    assert.match((await cli.event('out')).text, /One line was not said/);
  });

  test('a closed standard output ends it', async (t) => {
    const room = newName();
    const seen = await entered(t, [linkTo(room)]);
    const cli = Cli.start(t, [linkTo(room)]);
    const { id } = await seen.event('came');
    cli.child.stdout.destroy();
    for (let said = 0; !cli.ended && said < 1000; said += 1) {
      seen.order({ say: `line ${said}` });
      await seen.event('state', ({ text, state }) => text === `line ${said}` && state === 'accepted');
    }
    assert.equal(await cli.code(), 5);
    await seen.event('left', (event) => event.id === id);
  });
});

describe('the bot among the examples', () => {
  const bot = join(process.env.OTC_SOURCE, 'conf', 'bot.mjs');
  const startBot = (t, link) => Cli.start(t, [bot, link], { command: process.execPath, env: { ONETIMECHAT_CLI: cliProgram() } });

  test('answers whoever mentions it, and leaves in order', async (t) => {
    const room = newName();
    const ann = await entered(t, [linkTo(room), '--name', 'Ann']);
    const one = startBot(t, linkTo(room));
    await ann.event('came', ({ name }) => name === 'Echo');
    ann.order({ say: 'nobody is meant' }, { say: 'hello Echo' });
    const { text } = await ann.event('said');
    assert.equal(text, 'Ann, I heard: hello Echo');
    one.signal('SIGTERM');
    assert.equal(await one.code(), 0);
    assert.equal((await ann.event('left')).why, 'left');
  });

  test('has twenty lines, and www/README.md shows what it does', async () => {
    const text = await readFile(bot, 'utf8');
    const shown = text.slice(text.indexOf('const program')).trimEnd().replaceAll(/^(?=.)/gm, '    ');
    assert.ok((await readFile(join(process.env.OTC_SOURCE, 'www', 'README.md'), 'utf8')).includes(`\n\n${shown}\n\n`));
    const code = text.split('\n').filter((line) => line.trim() !== '' && !/^\s*\/\/|^#!/.test(line));
    assert.ok(code.length <= 20, `${code.length}`);
  });
});
