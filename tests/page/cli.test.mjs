// onetimechat-cli without a server: its options, its input, what it makes of a page, and how it tells what happens.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressed, split } from '../../www/cli/commands.mjs';
import { nameToSave } from '../../www/cli/folder.mjs';
import { linesOf, wholeOf } from '../../www/cli/input.mjs';
import { UsageError, partsOf, readOptions } from '../../www/cli/options.mjs';
import { SiteError, baseOf, settingsOf, siteAt } from '../../www/cli/site.mjs';
import { Events } from '../../www/cli/events.mjs';
import { JsonTelling, TextTelling } from '../../www/cli/telling.mjs';

const PAGE = 'https://example.org/talk/';
const files = { '/link': `${PAGE}#garden\nmore`, '/password': 'correct horse\r\n', '/empty': '\n' };
const readFile = (path) => {
  if (!(path in files)) throw Object.assign(new Error('none'), { code: 'ENOENT' });
  return files[path];
};
const read = (args, env = {}) => readOptions(args, env, readFile, (path) => path === '/box');

describe('the options', () => {
  test('have defaults, and are read in any order', () => {
    const withFiles = { hasCommands: false, sends: [], sendTimeout: 1_800_000, receives: null, limit: 268_435_456 };
    const plain = { address: PAGE, fragment: '#garden', isJson: false, isWhole: false, stays: false, isNew: false, name: null, password: '', endpoint: null, timeout: 30_000, ...withFiles };
    assert.deepEqual(read([`${PAGE}#garden`]), plain);
    assert.deepEqual(
      read(['--json', `${PAGE}#garden`, '--listen', '--name', 'Ann', '--endpoint=chat.fcgi/', '--timeout', '0.5', '--password-file', '/password']),
      { ...plain, isJson: true, stays: true, name: 'Ann', endpoint: 'chat.fcgi/', timeout: 500, password: 'correct horse' },
    );
    assert.deepEqual(
      read(['--commands', '--send', 'one', PAGE, '--send=two', '--send-timeout', '5', '--receive', '/box', '--receive-limit', '1000']),
      { ...plain, fragment: '', hasCommands: true, sends: ['one', 'two'], sendTimeout: 5000, receives: '/box', limit: 1000 },
    );
    assert.equal(read(['--whole', PAGE]).isWhole, true);
    assert.equal(read(['--new', PAGE]).isNew, true);
    assert.deepEqual(read(['--help', '--new']), { help: true });
    assert.deepEqual(read(['--version']), { version: true });
  });

  test('can come from files and the environment, and the command line wins', () => {
    const env = { ONETIMECHAT_LINK: `${PAGE}#other`, ONETIMECHAT_PASSWORD: 'of the environment' };
    assert.equal(read([], env).fragment, '#other');
    assert.equal(read(['--link-file', '/link'], env).fragment, '#garden');
    assert.equal(read([PAGE], env).fragment, '');
    assert.equal(read([], env).password, 'of the environment');
    assert.equal(read(['--password-file', '/password'], env).password, 'correct horse');
  });

  const WRONG = {
    'no link': [[], /Which room/],
    'two links': [[PAGE, PAGE], /one link/],
    'two links, one in a file': [[PAGE, '--link-file', '/link'], /one link/],
    'an unknown option': [['--dance', PAGE], /no option --dance/],
    'an unknown short one': [['-x', PAGE], /no option -x/],
    'one that every object has': [['--constructor', PAGE], /no option/],
    'a password for all to see': [['--password', 'secret', PAGE], /Others .* could read/],
    'the same with =': [['--password=secret', PAGE], /Others .* could read/],
    'a value that is missing': [[PAGE, '--name'], /--name needs a value/],
    'a value that is empty': [[PAGE, '--name='], /--name needs a value/],
    'an option in place of a value': [['--name', '--json', PAGE], /--name needs a value/],
    'a value that is not wanted': [['--json=yes', PAGE], /--json takes no value/],
    'a name that nobody sees': [['--name', '\u200b\u2060', PAGE], /name/],
    'a time that is none': [['--timeout', 'soon', PAGE], /--timeout/],
    'a time that never comes': [['--timeout', '1e9', PAGE], /--timeout/],
    'one that is too long': [['--timeout', '99999999', PAGE], /--timeout/],
    'one for files that is none': [['--send-timeout', 'soon', PAGE], /--send-timeout wants/],
    'a directory that is none': [['--receive', '/link', PAGE], /\/link is no directory/],
    'a limit that is none': [['--receive-limit', '-1', PAGE], /value|bytes/],
    'a limit in words': [['--receive-limit', '5 MB', PAGE], /number of bytes/],
    'commands that are objects': [['--commands', '--json', PAGE], /--commands/],
    'commands in one message': [['--commands', '--whole', PAGE], /--commands/],
    'no address': [['talk'], /begins with https/],
    'another protocol': [['file:///etc/passwd'], /begins with https/],
    'a user in the address': [['https://ann:secret@example.org/'], /no user name/],
    'a new room that is one already': [['--new', `${PAGE}#garden`], /without a room/],
    'a whole of JSON': [['--whole', '--json', PAGE], /do not go together/],
    'a file that is not there': [['--password-file', '/nowhere', PAGE], /\/nowhere cannot be read \(ENOENT\)/],
    'a file that is empty': [['--link-file', '/empty'], /nothing in its first line/],
  };
  for (const [what, [args, expected]] of Object.entries(WRONG)) {
    test(`refuse ${what}`, () => assert.throws(() => read(args), (error) => error instanceof UsageError && expected.test(error.message)));
  }

  test('a fragment stays as it is written', () => {
    assert.deepEqual(partsOf(` ${PAGE}?a=b#~ab%7E#c\n`), { address: `${PAGE}?a=b`, fragment: '#~ab%7E#c' });
    assert.deepEqual(partsOf('http://example.org#'), { address: 'http://example.org/', fragment: '' });
  });
});

describe('standard input', () => {
  const all = async (pieces) => {
    const found = [];
    for await (const piece of pieces) found.push(piece);
    return found;
  };

  test('comes in lines, however it is cut', async () => {
    assert.deepEqual(await all(linesOf(['a\nb', 'c\r', '\n\nd'])), ['a', 'bc', '', 'd']);
    assert.deepEqual(await all(linesOf(['a\n'])), ['a']);
    assert.deepEqual(await all(linesOf([])), []);
  });
  test('what is too long is not kept, and what follows is', async () => {
    assert.deepEqual(await all(linesOf(['1234', '5678', '9\n', 'a\n123456\nb'], 5)), [null, 'a', null, 'b']);
    assert.deepEqual(await all(linesOf(['1234', '5678'], 5)), [null]);
    assert.deepEqual(await all(linesOf(['12345\n'], 5)), ['12345']);
  });
  test('may be one piece', async () => {
    assert.deepEqual(await all(wholeOf(['a\nb', '\nc'])), ['a\nb\nc']);
    assert.deepEqual(await all(wholeOf(['1234', '56', '7'], 5)), [null]);
  });
});

describe('the site', () => {
  const html = (endpoint = 'chat/', rooms = 'public private') => `<!DOCTYPE html>\n<meta name="onetimechat-endpoint" content="${endpoint}">\n<meta name="onetimechat-rooms" content="${rooms}">`;
  const answer = (text, { url = PAGE, status = 200 } = {}) => ({ ok: status < 400, status, url, body: [new TextEncoder().encode(text)] });
  const at = (address, answers, { endpoint = null, signal = new AbortController().signal } = {}) => {
    const [asked, troubles] = [[], []];
    const fetch = async (url) => {
      asked.push(url);
      const next = answers.shift();
      if (next instanceof Error) throw next;
      return next;
    };
    return siteAt(address, { endpoint, fetch, signal, pause: async () => {}, onTrouble: (error) => troubles.push(error.message) }).then((site) => ({ ...site, asked, troubles }));
  };

  test('is what the page says', async () => {
    assert.deepEqual(settingsOf(html('chat.fcgi/', 'private 20')), { endpoint: 'chat.fcgi/', kind: 'private', most: 20 });
    assert.deepEqual(settingsOf(html('', 'whatever')), { endpoint: 'chat/', kind: undefined, most: undefined });
    assert.equal(settingsOf('<title>Another page</title>'), null);
    const site = await at(PAGE, [answer(html('/hub/', 'public'))]);
    assert.deepEqual([site.page, site.base, site.kind], [PAGE, 'https://example.org/hub/', 'public']);
  });
  test('may lead to its slash and to HTTPS, but nowhere else', async () => {
    assert.equal((await at('http://example.org/talk', [answer(html())])).base, `${PAGE}chat/`);
    for (const url of ['https://evil.example/talk/', 'http://example.org/talk/']) {
      await assert.rejects(at(PAGE, [answer(html(), { url })]), SiteError);
    }
  });
  test('has its messages sent nowhere else', () => {
    for (const endpoint of ['https://evil.example/', '//evil.example/chat/', 'http://example.org/chat/', 'https://example.org:8443/chat/']) {
      assert.throws(() => baseOf(endpoint, PAGE), SiteError, endpoint);
    }
    assert.equal(baseOf('../chat', PAGE), 'https://example.org/chat/');
  });
  test('is asked again where that may help', async () => {
    const site = await at(PAGE, [new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }), answer('', { status: 503 }), answer(html())]);
    assert.equal(site.asked.length, 3);
    assert.deepEqual(site.troubles, [`${PAGE} cannot be reached (ECONNREFUSED).`, `${PAGE} answers 503.`]);
    await assert.rejects(at(PAGE, [answer('', { status: 404 })]), /answers 404/);
    await assert.rejects(at(PAGE, [answer('hello')]), /no page of One Time Chat/);
    await assert.rejects(at(PAGE, [new TypeError('fetch failed')], { signal: AbortSignal.abort() }), /cannot be reached/);
  });
  test('is not asked where the endpoint is known', async () => {
    const site = await at(PAGE, [], { endpoint: 'chat.fcgi/' });
    assert.deepEqual([site.base, site.asked], [`${PAGE}chat.fcgi/`, []]);
  });
  test('a page without an end is read no further than any page would be', async () => {
    let read = 0;
    const endless = async function* () { for (;;) yield new Uint8Array(65_536).fill(65 + (read += 1) * 0); };
    await assert.rejects(at(PAGE, [{ ok: true, status: 200, url: PAGE, body: endless() }]), /no page/);
    assert.ok(read < 20, `${read}`);
  });
});

describe('what happens', () => {
  const line = (id, text, more = {}) => ({ key: `a ${id}`, id, sender: 'a', name: 'Ann', own: false, like: null, ts: 5, earlier: false, content: { text }, ...more });
  const own = (id, state, more = {}) => ({ key: `me ${id}`, id, sender: 'me', own: true, state, ts: 5, content: { text: 'mine' }, ...more });
  const added = (...lines) => lines.map((each) => ({ type: 'added', line: each }));
  const typesOf = (events) => events.map(({ type }) => type);

  test('is no message to all where it is for one alone', () => {
    const events = new Events();
    assert.deepEqual(typesOf(events.of(added(line('1', 'for you', { kind: 'alone' })))), ['alone']);
    const [edited] = events.of([{ type: 'changed', line: line('1', 'for you', { kind: 'alone', content: { text: 'for you', revision: 1 } }) }]);
    assert.deepEqual([edited.type, edited.edited], ['alone', true]);
  });

  test('is told once, and again only where it was gone in between', () => {
    const events = new Events();
    assert.deepEqual(events.of(added(line('1', 'hi'))), [{ type: 'said', from: 'a', id: '1', name: 'Ann', ts: 5, text: 'hi' }]);
    assert.deepEqual(events.of(added(line('1', 'hi'))), []);
    assert.deepEqual(typesOf(events.of([{ type: 'changed', line: line('1', 'ho', { content: { text: 'ho', revision: 1 } }) }])), ['edited']);
    assert.deepEqual(events.of([{ type: 'changed', line: line('1', 'ho', { content: { text: 'ho', revision: 1 } }) }]), []);
    assert.deepEqual(events.of([{ type: 'removed', lines: [line('1', 'ho'), line('unknown', 'x')] }]), [{ type: 'vanished', lines: [{ from: 'a', id: '1' }] }]);
    const [again] = events.of(added(line('1', 'ho', { earlier: true, content: { text: 'ho', revision: 1 } })));
    assert.deepEqual([again.type, again.again, again.earlier, again.edited], ['said', true, true, true]);
    events.of([{ type: 'removed', lines: [line('1', 'ho')] }]);
    const [changed] = events.of(added(line('1', 'hu', { content: { text: 'hu', revision: 2 } })));
    assert.deepEqual([changed.type, changed.again, changed.text], ['edited', undefined, 'hu'], 'it has changed while it was gone');
  });

  test('notices are told one by one, though they share a line', () => {
    const events = new Events();
    const came = { id: 'a', name: 'Ann', like: null, what: 'joined' };
    const notice = { key: 'notice 1', events: [came] };
    assert.deepEqual(typesOf(events.of(added(notice))), ['came']);
    notice.events = [came, { id: 'b', name: 'Ben', like: null, what: 'gone' }];
    assert.deepEqual(events.of([{ type: 'changed', line: notice }]).map(({ type, id, why }) => [type, id, why]), [['left', 'b', 'gone']]);
    const renamed = { id: 'c', name: 'Cid', like: null, what: 'renamed', from: { name: 'Sid' } };
    notice.events = [renamed];
    assert.deepEqual(events.of([{ type: 'changed', line: notice }]).map(({ type, before, name }) => [type, before, name]), [['renamed', 'Sid', 'Cid']]);
    renamed.name = 'Kid';
    assert.deepEqual(events.of([{ type: 'changed', line: notice }]).map(({ name }) => name), ['Kid']);
  });

  test('own lines wait, are accepted, held or given back, each under the name its writer gave it', () => {
    const events = new Events();
    events.ref = 'r';
    assert.deepEqual(typesOf(events.of(added(own('1', 'waiting'), own('2', 'waiting')))), ['state', 'state']);
    events.ref = undefined;
    assert.equal(events.waiting, 2);
    const [accepted] = events.of([{ type: 'changed', line: own('1', 'delivered') }]);
    assert.deepEqual([accepted.state, accepted.ref], ['accepted', 'r']);
    const [returned] = events.of([{ type: 'removed', lines: [own('2', 'waiting')] }], 'network');
    assert.deepEqual([returned.state, returned.why, returned.text, returned.ref], ['returned', 'network', 'mine', 'r']);
    assert.equal(events.waiting, 0);
    assert.equal(events.isHeldBy(1), false);
    assert.deepEqual(events.held([own('1', 'delivered', { holders: new Set(['b']) })], 2), [{ type: 'held', id: '1', by: 1, of: 2, ref: 'r' }]);
    assert.deepEqual([events.isHeldBy(1), events.isHeldBy(2)], [true, false]);
    assert.deepEqual(events.of([{ type: 'removed', lines: [own('1', 'delivered')] }]), [], 'it was said, and has vanished in its time');
  });

  test('is remembered within bounds', () => {
    const events = new Events();
    for (let number = 0; number < 20_001; number += 1) events.of(added(line(`${number}`, 'x')));
    assert.deepEqual(typesOf(events.of(added(line('20000', 'x')))), [], 'the last is known');
    assert.deepEqual(typesOf(events.of(added(line('0', 'x')))), ['said'], 'the first is not any more');
  });
});

describe('telling', () => {
  const telling = (Kind, columns) => {
    const [out, notes] = [[], []];
    return { to: new Kind({ columns: { out: () => columns, note: () => columns }, out: (text) => out.push(text), note: (text) => notes.push(text), now: () => 1000 }), out, notes };
  };
  const ts = new Date(2026, 10, 30, 7, 5).getTime();

  test('people get lines, whose authors nobody can make up', () => {
    const { to, out, notes } = telling(TextTelling);
    to.tell({ type: 'said', name: 'Ann', ts, text: 'hi\n07:06 <Bob> yes' });
    to.tell({ type: 'said', name: 'Eve> hi\n07:06 <Bob', ts, text: '<Bob> no' });
    to.tell({ type: 'edited', name: 'Mo1e (12ab)', like: 'Mole', ts, text: 'oh' });
    assert.deepEqual(out, ['07:05 <Ann> hi\n  07:06 <Bob> yes\n', '07:05 <Eve\u203a hi 07:06 \u2039Bob> <Bob> no\n', '07:05 <Mo1e (12ab), looks like Mole> (edited) oh\n']);
    assert.deepEqual(notes, []);
  });

  test('what stands there already is not repeated', () => {
    const { to, out } = telling(TextTelling);
    to.tell({ type: 'said', name: 'Ann', ts, text: 'hi', again: true });
    assert.deepEqual(out, []);
  });

  test('in a terminal no row begins with what an author wants', () => {
    const { to, out, notes } = telling(TextTelling, 20);
    to.tell({ type: 'said', name: 'Eve', ts, text: `hi${' '.repeat(6)}07:06 <Bob> yes\n${'x'.repeat(30)}` });
    assert.deepEqual(out[0].split('\n'), ['07:05 <Eve> hi      ', '  07:06 <Bob> yes', `  ${'x'.repeat(18)}`, `  ${'x'.repeat(12)}`, '']);
    to.tell({ type: 'notice', event: { id: 'a', name: 'Eve and all of her friends', like: null, what: 'joined' } });
    assert.match(out[1], /^\* .{1,18}\n( {2}.{1,18}\n)+$/);
    to.tell({ type: 'error', text: 'y'.repeat(30) });
    assert.deepEqual(notes, [`${'y'.repeat(20)}\n  ${'y'.repeat(10)}\n`]);
  });

  test('that all is well goes without saying, unless it was not', () => {
    const { to, out, notes } = telling(TextTelling);
    for (const phase of ['connecting', 'online']) to.tell({ type: 'status', phase });
    assert.deepEqual(notes, []);
    to.tell({ type: 'status', phase: 'waiting', reason: 'unreachable', retryAt: 3000 });
    for (const phase of ['online', 'online']) to.tell({ type: 'status', phase });
    assert.deepEqual(notes, ['Connection lost. Reconnecting in 2 s\n', 'Online\n']);
    assert.deepEqual(out, []);
  });

  test('programs get one object a line', () => {
    const { to, out } = telling(JsonTelling);
    to.tell({ type: 'status', phase: 'waiting', reason: 'full', retryAt: 2500 });
    to.tell({ type: 'came', id: 'a', name: 'Ann\u202e\u001b[2J', event: { id: 'a', name: 'Ann\u202e\u001b[2J', what: 'joined' } });
    assert.deepEqual(JSON.parse(out[0]), { type: 'status', phase: 'waiting', reason: 'full', seconds: 2 });
    assert.deepEqual(JSON.parse(out[1]), { type: 'came', id: 'a', name: 'Ann\u202e\u001b[2J', text: '\u2068Ann\u202e\u001b[2J\u2069 joined' });
    for (const text of out) assert.match(text, /^[\x20-\x7e]+\n$/);
  });
});

describe('a command', () => {
  const ids = ['a'.repeat(32), 'b'.repeat(32), 'c'.repeat(32)];
  const people = ['Brave Otter', 'Brave', 'ann'].map((name, index) => ({ id: ids[index], name }));
  test('is for the one whose whole name it begins with, and for nobody where that is not sure', () => {
    const to = (typed, among = people) => {
      const found = addressed(among, typed);
      return found && [found.person.name, found.text];
    };
    assert.deepEqual(to('Brave Otter hi there'), ['Brave Otter', 'hi there']);
    assert.deepEqual(to('Brave hi'), ['Brave', 'hi']);
    assert.deepEqual(to('"Brave Otter" hi'), ['Brave Otter', 'hi']);
    assert.deepEqual(to(`${ids[1]} hi`), ['Brave', 'hi']);
    assert.deepEqual(to('Ann hi'), ['ann', 'hi']);
    for (const typed of ['Otter hi', 'Braver hi', '', '"" hi', '"Brave Ot" hi']) assert.equal(to(typed), null, typed);
    assert.equal(to('ANN hi', [{ id: ids[0], name: 'ann' }, { id: ids[1], name: 'Ann' }]), null);
    assert.deepEqual(to('Ann hi', [{ id: ids[0], name: 'ann' }, { id: ids[1], name: 'Ann' }]), ['Ann', 'hi']);
  });
  test('has a first part, which may be in quotation marks', () => {
    assert.deepEqual(split('one two three'), ['one', 'two three']);
    assert.deepEqual(split('"one two" three'), ['one two', 'three']);
    assert.deepEqual(split("'one \"two' three"), ['one "two', 'three']);
    assert.deepEqual(split(''), ['', '']);
  });
});

describe('a name to save a file under', () => {
  test('is one of a file here, of bounded length, and keeps its ending', () => {
    for (const name of ['𝒳'.repeat(5000) + '.tar', 'x'.repeat(5000), 'a.' + '𝒳'.repeat(5000), '\u0301'.repeat(100) + '.txt', '../..', '-', '']) {
      for (const number of [1, 2, 1000]) {
        const saved = nameToSave(name, number);
        assert.ok(Buffer.byteLength(saved) <= 200 && saved !== '', saved);
        assert.doesNotMatch(saved, /[\p{C}/\\]|^[.-]|\.$/u);
      }
    }
    assert.equal(nameToSave('one.tar', 2), 'one (2).tar');
    assert.match(nameToSave('𝒳'.repeat(90) + '.tar'), /\.tar$/);
  });
});
