// What a page around a frame may ask for: everything in it is hostile. And what that page is told.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Gate } from '../../www/js/embed/gate.js';
import { Reports } from '../../www/js/embed/reports.js';
import { readRequest } from '../../www/js/embed/requests.js';

const LINK = `#~${'aB3-_xYz'.repeat(5).slice(0, 38)}`;
const asked = (fields) => readRequest({ onetimechat: 1, ...fields });

describe('a request', () => {
  const GOOD = [
    [{ type: 'open' }, { type: 'open' }],
    [{ type: 'open', room: '' }, { type: 'open' }],
    [{ type: 'open', room: 'garden' }, { type: 'open', room: '#garden' }],
    [{ type: 'open', room: '#garden' }, { type: 'open', room: '#garden' }],
    [{ type: 'open', room: '#' }, { type: 'open', room: '' }],
    [{ type: 'open', room: LINK }, { type: 'open', room: LINK }],
    [{ type: 'open', room: LINK.slice(1) }, { type: 'open', room: LINK }],
    [{ type: 'open', room: `${LINK}.ab` }, { type: 'open', room: `${LINK}.ab` }],
    [{ type: 'open', room: '#~!abc' }, { type: 'open', room: '#~!abc' }],
    [{ type: 'open', name: 'Ann', theme: 'dark', more: 'is not read' }, { type: 'open', name: 'Ann', theme: 'dark' }],
    [{ type: 'open', name: ' A\u202en\u200bn \n' }, { type: 'open', name: 'A n n' }],
    [{ type: 'open', name: null, theme: undefined }, { type: 'open' }],
    [{ type: 'name', name: 'x'.repeat(160) }, { type: 'name', name: 'x'.repeat(40) }],
    ...['light', 'dark', 'contrast', 'system'].map((theme) => [{ type: 'theme', theme }, { type: 'theme', theme }]),
    [{ type: 'leave', room: 'garden' }, { type: 'leave' }],
  ];
  for (const [given, wanted] of GOOD) {
    test(JSON.stringify(given), () => assert.deepEqual(asked(given), wanted));
  }

  const BAD_DATA = [undefined, null, 1, 'open', '{"onetimechat":1,"type":"open"}', [], ['open'], {}, new Map([['onetimechat', 1], ['type', 'open']]), new Date(0),
    { type: 'open' }, { onetimechat: '1', type: 'open' }, { onetimechat: 2, type: 'open' }, { onetimechat: [1], type: 'open' },
    { onetimechat: 1 }, { onetimechat: 1, type: ['open'] }, { onetimechat: 1, type: 'constructor' }, { onetimechat: 1, type: '__proto__' }, { onetimechat: 1, type: 'say' },
    Object.create({ onetimechat: 1, type: 'open' })];
  for (const data of BAD_DATA) test(`${Object.prototype.toString.call(data)} ${JSON.stringify(data)} is none`, () => assert.equal(readRequest(data), null));

  const BAD_FIELDS = [
    ...['a b', 'a'.repeat(65), '##', '#a#b', '#~', '~', '/', '?x', 'https://example.org/', 'javascript:alert(1)', `#~${'a'.repeat(101)}`, '#~a b', 'ü', '\u202egarden', 'a\n']
      .map((room) => ({ type: 'open', room })),
    ...[1, {}, [], ['garden'], true, { toString: () => 'garden' }].map((room) => ({ type: 'open', room })),
    ...['x'.repeat(161), '\u202e\u200b', '  ', 5, {}, ['Ann']].flatMap((name) => [{ type: 'open', name }, { type: 'name', name }]),
    ...['blue', 'Dark', 1, ['dark'], {}, 'constructor'].flatMap((theme) => [{ type: 'open', theme }, { type: 'theme', theme }]),
    { type: 'name' }, { type: 'name', name: '' }, { type: 'theme' }, { type: 'theme', theme: null },
  ];
  for (const fields of BAD_FIELDS) test(`${JSON.stringify(fields).slice(0, 80)} is none`, () => assert.equal(asked(fields), null));

  test('cannot be changed, and takes nothing from the prototype', () => {
    const request = asked(JSON.parse('{"type": "open", "__proto__": {"room": "garden"}}'));
    assert.deepEqual(request, { type: 'open' });
    assert.throws(() => { request.room = 'garden'; }, TypeError);
  });
});

describe('the gate', () => {
  const [parent, other] = [{}, {}];
  const ORIGIN = 'https://example.org';
  const open = { onetimechat: 1, type: 'open' };
  const gateAt = (clock, origins = [ORIGIN]) => new Gate({ origins, parent, now: () => clock.now });

  test('lets in the page around alone, from an origin that is allowed', () => {
    const gate = gateAt({ now: 0 });
    assert.deepEqual(gate.read({ source: parent, origin: ORIGIN, data: open }), open && { type: 'open' });
    assert.equal(gate.read({ source: other, origin: ORIGIN, data: open }), null);
    assert.equal(gate.read({ source: null, origin: ORIGIN, data: open }), null);
    for (const origin of ['http://example.org', 'https://example.org:8443', 'https://example.org/', 'https://EXAMPLE.org', 'https://a.example.org', 'https://example.org.evil.example', 'null', '', undefined]) {
      assert.equal(gate.read({ source: parent, origin, data: open }), null, origin);
      assert.equal(gate.isForeign({ source: parent, origin }), true, origin);
      assert.equal(gate.isForeign({ source: other, origin }), false, 'what others say tells nothing of who is around');
    }
    assert.equal(gate.isForeign({ source: parent, origin: ORIGIN }), false);
  });

  test('wants all that stand around to be allowed', () => {
    const gate = gateAt({ now: 0 }, [ORIGIN, 'https://example.net']);
    assert.equal(gate.admits([]), true);
    assert.equal(gate.admits([ORIGIN, 'https://example.net']), true);
    assert.equal(gate.admits([ORIGIN, 'https://evil.example']), false);
    assert.equal(gate.admits([ORIGIN, 'null']), false);
  });

  test('lets in few at once, and one more each second', () => {
    const clock = { now: 0 };
    const gate = gateAt(clock);
    const few = () => Array.from({ length: 1000 }, () => gate.read({ source: parent, origin: ORIGIN, data: open })).filter(Boolean).length;
    assert.equal(few(), 20);
    clock.now += 3000;
    assert.equal(few(), 3);
    clock.now += 3_600_000;
    assert.equal(few(), 20);
  });

  test('counts nothing that comes from elsewhere', () => {
    const gate = gateAt({ now: 0 });
    for (let count = 0; count < 1000; count += 1) gate.read({ source: other, origin: ORIGIN, data: open });
    assert.ok(gate.read({ source: parent, origin: ORIGIN, data: open }));
  });
});

describe('what the page around is told', () => {
  function make() {
    const scene = { told: [], due: [], now: { stay: null, people: 0, unread: 0 } };
    scene.reports = new Reports({ timers: { set: (call) => scene.due.push(call) }, look: () => scene.now, tell: (...message) => scene.told.push(message) });
    scene.after = (now) => {
      Object.assign(scene.now, now);
      scene.reports.update();
      for (const call of scene.due.splice(0)) call();
      return scene.told.splice(0);
    };
    return scene;
  }

  test('who comes and goes, and counts where they change', () => {
    const scene = make();
    const [one, two] = [{}, {}];
    assert.deepEqual(scene.after({}), []);
    assert.deepEqual(scene.after({ stay: one, people: 1 }), [['joined'], ['people', 1]]);
    assert.deepEqual(scene.after({}), []);
    assert.deepEqual(scene.after({ people: 2, unread: 3 }), [['people', 2], ['unread', 3]]);
    assert.deepEqual(scene.after({ unread: 0 }), [['unread', 0]]);
    assert.deepEqual(scene.after({ stay: two }), [['left'], ['joined'], ['people', 2]]);
    assert.deepEqual(scene.after({ stay: null, people: 0 }), [['left']]);
  });

  test('many at once are one message', () => {
    const scene = make();
    scene.after({ stay: {}, people: 1 });
    for (let people = 2; people <= 1000; people += 1) {
      scene.now.people = people;
      scene.reports.update();
    }
    assert.equal(scene.due.length, 1);
    assert.deepEqual(scene.after({}), [['people', 1000]]);
  });
});
