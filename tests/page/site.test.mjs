// What the page takes of an operator's site.json, and what it leaves.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languages } from '../../www/js/words/languages.js';
import { roomOf } from '../../www/js/chat/room.js';
import { readSite, roomsOf } from '../../www/js/site.js';

const NOTHING = readSite({});
const FIELDS = ['name', 'colour', 'welcome', 'terms', 'room', 'languages', 'rooms', 'embed'];
const SECRET = 'AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGhIjKl';

test('nothing is wanted where nothing is given, and where that is no object', () => {
  assert.deepEqual(Object.keys(NOTHING), FIELDS);
  for (const [name, value] of Object.entries(NOTHING)) assert.deepEqual(value, name === 'embed' ? [] : undefined, name);
  for (const given of [undefined, null, true, 7, 'name', [], [{ name: 'Ann' }], () => {}]) assert.deepEqual(readSite(given), NOTHING);
});

test('what is right is taken', () => {
  const given = {
    name: ' Café Größe ', colour: '#AB12ef', welcome: 'Be kind.\nWe are.', terms: 'https://example.org/terms?en#x', room: 'garden',
    languages: ['de', 'en', 'de'], rooms: 'public private 100', embed: ['https://example.org', 'http://127.0.0.1:8080', 'https://[::1]:8443'],
  };
  assert.deepEqual(readSite(given), {
    ...given, name: 'Café Größe', colour: '#ab12ef', languages: ['de', 'en'], rooms: { kind: 'public private', most: 100 },
  });
  assert.equal(readSite({ terms: '/talk/terms.html' }).terms, '/talk/terms.html');
  assert.equal(readSite({ room: null }).room, null);
  assert.equal(readSite({ room: false }).room, null);
  assert.deepEqual(readSite({ rooms: 'private' }).rooms, { kind: 'private', most: undefined });
  for (const code of Object.keys(languages)) assert.deepEqual(readSite({ languages: [code] }).languages, [code]);
});

const WRONG = {
  name: ['', '  ', 'x'.repeat(41), 'a\nb', 'a\0b', '\u202eevil', 'a\u200bb', '\ud800', 7, null, ['Ann'], { toString: () => 'Ann' }],
  colour: ['red', '#fff', '#12345g', '#1234567', 'url(//x)', '#123456;', 0x123456, null, ['#123456']],
  welcome: ['', '\n', 'x'.repeat(501), 'a\u2066b', 'a\tb', 'a\rb', 7, ['x']],
  terms: [
    '', 'terms.html', 'http://example.org/', '//example.org/', '/\\example.org', 'javascript:alert(1)', 'data:text/html,x', 'https://', 'https:///x', ' https://example.org/',
    'https://a@example.org/', 'https://example.org/ x', `https://example.org/${'x'.repeat(500)}`, 7, ['/x'],
  ],
  room: ['', '~x', 'a b', '#garden', 'x'.repeat(65), SECRET, true, 0, 7, ['garden']],
  languages: ['de', [], [''], ['de', 7], ['DE'], ['de-AT'], [['de']], new Array(33).fill('de'), { 0: 'de', length: 1 }],
  rooms: ['', 'none', 'private public', 'private 1', 'private 101', 'private 0', 'private 1e2', 'public\n', ['private'], 7, null],
  embed: [
    'https://example.org', [], ['*'], ['https://*.example.org'], ['https://example.org/'], ['https://example.org:443'], ['http://example.org:80'], ['https://Example.org'],
    ["https://example.org; script-src 'unsafe-inline'"], ['https://example.org '], ['null'], ['data:'], ['file://'], [7], [['https://example.org']],
    [`https://${'x'.repeat(255)}`], new Array(33).fill('https://example.org'), ['https://example.org', 'https://example.org/'],
  ],
};

test('what is wrong is as if it were not there, and takes nothing else along', () => {
  assert.deepEqual(Object.keys(WRONG), FIELDS);
  for (const [field, values] of Object.entries(WRONG)) {
    for (const value of values) {
      const other = field === 'name' ? { colour: '#123456' } : { name: 'Ann' };
      assert.deepEqual(readSite({ ...other, [field]: value }), readSite(other), `${field}: ${String(JSON.stringify(value)).slice(0, 80)}`);
    }
  }
});

test('unknown and inherited fields are left', () => {
  assert.deepEqual(readSite({ title: 'Ann', constructor: 'x', __proto__: { name: 'Ann' } }), NOTHING);
  assert.deepEqual(readSite(JSON.parse('{"__proto__": {"name": "Ann"}, "hasOwnProperty": 1}')), NOTHING);
});

test('what it gives cannot be changed', () => {
  const site = readSite({ languages: ['de'], rooms: 'private 7', embed: ['https://example.org'] });
  for (const each of [site, site.languages, site.rooms, site.embed, NOTHING.embed]) assert.ok(Object.isFrozen(each));
});

test('the meta element says the same of rooms', () => {
  assert.deepEqual(roomsOf('public private'), { kind: 'public private', most: undefined });
  assert.equal(roomsOf(undefined), undefined);
});

test('a room is one that an address may name', () => {
  for (const room of ['garden', 'x'.repeat(64), 'a-b_C', SECRET, SECRET.toLowerCase(), `${SECRET}${SECRET.slice(0, 21)}`, 'a b', 'lobby']) {
    assert.equal(readSite({ room }).room !== undefined, 'room' in roomOf(`#${room}`), room);
  }
});
