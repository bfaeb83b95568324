import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation, TOO_FAR_AHEAD } from '../../www/js/chat/conversation.js';

const NOW = 1_700_000_000_000;
const idOf = (number) => number.toString(16).padStart(32, '0');
const [ME, ANN, BEN] = [1, 2, 3].map(idOf);

function text(id, ts, more = {}) {
  return { id, ts: ts >= 0 && ts < 1e6 ? NOW - 1000 + ts : ts, kind: 'text', name: '', text: `text ${id}`, ...more };
}

function entered(members = [ANN, BEN], limits = undefined) {
  const conversation = new Conversation(limits);
  conversation.enter({ id: ME, name: 'Me', members });
  return conversation;
}

const shown = (conversation) => conversation.lines.filter(({ events }) => !events).map((line) => line.content.text);

// What a view that follows the changes has on the screen.
function replay(list, changes) {
  for (const { type, line, lines, before } of changes) {
    if (type === 'removed') for (const { key } of lines) list.splice(list.indexOf(key), 1);
    if (type === 'moved') list.splice(list.indexOf(line.key), 1);
    if (type === 'added' || type === 'moved') list.splice(before === null ? list.length : list.indexOf(before), 0, line.key);
  }
  return list;
}

test('lines are sorted by time whatever order they come in', () => {
  const conversation = entered();
  for (const [sender, id, ts] of [[ANN, 'c', 30], [BEN, 'a', 10], [ANN, 'b', 20], [BEN, 'd', 40]]) {
    conversation.heard(sender, text(id, ts), NOW);
  }
  assert.deepEqual(shown(conversation), ['text a', 'text b', 'text c', 'text d']);
});

test('lines of one time are in the same order for everybody', () => {
  const messages = [[ANN, text('x', 5)], [BEN, text('a', 5)], [ANN, text('b', 5)]];
  const orders = [messages, [...messages].reverse()].map((order) => {
    const conversation = entered();
    for (const [sender, message] of order) conversation.heard(sender, message, NOW);
    return shown(conversation);
  });
  assert.deepEqual(orders[0], orders[1]);
});

test('a pair of sender and message id already held is ignored; the same id of another sender is not', () => {
  const conversation = entered();
  conversation.heard(ANN, text('x', 1), NOW);
  assert.deepEqual(conversation.heard(ANN, text('x', 2, { text: 'other' }), NOW), []);
  conversation.heard(BEN, text('x', 3), NOW);
  assert.equal(shown(conversation).length, 2);
});

test('the first line of a room with an impossible time is where it came, whoever is late to see it', () => {
  for (const ts of [0, NOW - 400_000, NOW + TOO_FAR_AHEAD + 9000, 2 ** 53 - 1]) {
    const conversation = entered([]);
    for (const id of [ANN, BEN]) conversation.joined(id);
    conversation.heard(ANN, text('odd', ts, { ts }), NOW + 8000);
    conversation.heard(ANN, text('odder', 0, { ts: 0 }), NOW + 8000);
    conversation.heard(BEN, text('even', NOW), NOW + 8000);
    assert.deepEqual(shown(conversation), ['text odd', 'text odder', 'text even'], String(ts));
  }
});

test('a time far ahead pins nothing to the end: the line is where it came', () => {
  const conversation = entered();
  conversation.heard(ANN, text('future', 2 ** 53 - 1), NOW);
  conversation.heard(BEN, text('soon', NOW + 2000), NOW);
  assert.deepEqual(shown(conversation), ['text future', 'text soon']);
  assert.equal(conversation.lines[0].ts, NOW);
  conversation.heard(BEN, text('later', NOW + TOO_FAR_AHEAD + 1), NOW + TOO_FAR_AHEAD + 1);
  assert.deepEqual(shown(conversation), ['text future', 'text soon', 'text later']);
});

test('who leaves takes the lines along, and nobody else’s', () => {
  const conversation = entered();
  conversation.heard(ANN, text('a', 1, { name: 'Ann' }), NOW);
  conversation.heard(BEN, text('b', 2), NOW);
  const changes = conversation.left(ANN, 'left', NOW);
  assert.deepEqual(shown(conversation), ['text b']);
  assert.deepEqual(changes.map(({ type }) => type), ['removed', 'added', 'people']);
  assert.deepEqual(conversation.lines.at(-1).events, [{ id: ANN, name: 'Ann', like: null, unsure: null, what: 'left' }]);
  assert.deepEqual(conversation.people.map(({ id }) => id), [ME, BEN]);
});

test('someone who is not here is not heard, and cannot leave', () => {
  const conversation = entered([ANN]);
  assert.deepEqual(conversation.heard(BEN, text('x', 1), NOW), []);
  assert.deepEqual(conversation.left(BEN, 'left', NOW), []);
  assert.deepEqual(shown(conversation), []);
});

test('malformed messages change nothing', () => {
  const conversation = entered();
  for (const value of [null, [], 7, {}, text('a b', 1), text('x', -1), text('x', 1, { text: 5 }), text('x', 1, { text: '' })]) {
    assert.deepEqual(conversation.heard(ANN, value, NOW), []);
  }
});

test('a newcomer is announced once the name is known, those found on entering are not', () => {
  const conversation = entered([ANN]);
  conversation.heard(ANN, { id: 'h', ts: 1, kind: 'hello', name: 'Ann' }, NOW);
  assert.equal(conversation.lines.length, 0);
  conversation.joined(BEN);
  assert.equal(conversation.lines.length, 0);
  conversation.heard(BEN, { id: 'h', ts: 1, kind: 'hello', name: 'Ben' }, NOW);
  assert.deepEqual(conversation.lines[0].events, [{ id: BEN, name: 'Ben', like: null, unsure: null, what: 'joined' }]);
  conversation.heard(BEN, { id: 'h2', ts: 1, kind: 'hello', name: 'Ben' }, NOW);
  assert.equal(conversation.lines.length, 1);
});

test('a storm of comings and goings is one line', () => {
  const conversation = entered([]);
  for (let number = 10; number < 1010; number += 1) {
    conversation.joined(idOf(number));
    conversation.heard(idOf(number), { id: 'h', ts: 1, kind: 'hello', name: `P${number}` }, NOW);
  }
  assert.equal(conversation.lines.length, 1);
  assert.equal(conversation.people.length, 1001);
  for (let number = 10; number < 1010; number += 1) conversation.left(idOf(number), 'gone', NOW);
  assert.equal(conversation.lines.length, 1);
  assert.equal(conversation.people.length, 1);
});

test('a second person of a name, however it is written, is told apart', () => {
  const conversation = entered();
  conversation.heard(ANN, text('a', 1, { name: 'Ann' }), NOW);
  conversation.heard(BEN, text('b', 2, { name: '\uff21NN' }), NOW);
  conversation.joined(idOf(0xabcd));
  conversation.heard(idOf(0xabcd), text('c', 3, { name: 'me' }), NOW);
  assert.deepEqual(conversation.lines.filter(({ kind }) => kind === 'text').map(({ name }) => name),
    ['Ann', '\uff21NN (0000)', 'me (0000)']);
});

test('an init forgets what others said and keeps own lines; those not in it are gone', () => {
  const conversation = entered();
  conversation.say({ id: 'mine', ts: 1, kind: 'text', content: { text: 'mine' } });
  conversation.heard(ANN, text('a', 2, { name: 'Ann' }), NOW);
  conversation.enter({ id: ME, name: 'Me', members: [BEN] });
  assert.deepEqual(shown(conversation), ['mine']);
  assert.deepEqual(conversation.people.map(({ id }) => id), [ME, BEN]);
});

test('those who come back after an init are not announced, and keep their names', () => {
  const conversation = entered();
  conversation.heard(ANN, text('a', 2, { name: 'Ann' }), NOW);
  conversation.enter({ id: ME, name: 'Me', members: [] });
  conversation.joined(ANN);
  conversation.heard(ANN, text('a', 2, { name: 'Ann' }), NOW);
  assert.deepEqual(conversation.lines.map(({ kind, name }) => [kind, name]), [['text', 'Ann']]);
  conversation.heard(ANN, { id: 'h', ts: 3, kind: 'hello', name: 'Ann II' }, NOW);
  assert.deepEqual(conversation.lines[1].events.map(({ name, what, from }) => [from.name, what, name]), [['Ann', 'renamed', 'Ann II']]);
});

test('whose history is still to come shows a line with an impossible time behind it', () => {
  for (const ts of [NOW - 100_000, NOW - 400_000, NOW + TOO_FAR_AHEAD + 9000]) {
    const conversation = entered();
    conversation.heard(ANN, text('odd', ts, { ts }), NOW);
    conversation.heard(BEN, text('past', NOW - 20_000, { earlier: true }), NOW);
    assert.deepEqual(shown(conversation), ['text past', 'text odd'], String(ts));
  }
});

test('an own line that was on its way when the queue was lost gets its place when it is delivered', () => {
  const conversation = entered();
  const list = [];
  replay(list, conversation.say({ id: 'sent', ts: NOW, kind: 'text', content: { text: 'sent' } }));
  replay(list, conversation.say({ id: 'waits', ts: NOW, kind: 'text', content: { text: 'waits' } }));
  conversation.stamped('sent', NOW + 1);
  replay(list, conversation.enter({ id: ME, name: 'Me', members: [ANN, BEN] }));
  conversation.stamped('waits', NOW + 2);
  for (const id of ['sent', 'waits']) replay(list, conversation.delivered(id));
  replay(list, conversation.heard(ANN, text('later', NOW + 3), NOW + 3));
  assert.deepEqual(list, ['me sent', `${ANN} later`, 'me waits'], 'what was sent afterwards comes back');
  assert.deepEqual([conversation.orderOf('sent'), conversation.orderOf('waits')], [NOW + 1, null]);
  assert.deepEqual(conversation.echoed('sent', NOW + 9), [], 'it may come back nevertheless');
  replay(list, conversation.echoed('waits', NOW + 9));
  assert.deepEqual(list, ['me sent', 'me waits', `${ANN} later`]);
  assert.deepEqual(list, conversation.lines.map(({ key }) => key));
});

test('an own line stays at the end until it comes back, then gets its place in time', () => {
  const conversation = entered();
  const list = [];
  replay(list, conversation.say({ id: 'mine', ts: 1, kind: 'text', content: { text: 'mine' } }));
  replay(list, conversation.heard(ANN, text('a', 100), NOW));
  assert.deepEqual(shown(conversation), ['text a', 'mine']);
  assert.equal(conversation.lines.at(-1).state, 'waiting');
  replay(list, conversation.stamped('mine', NOW - 950));
  assert.deepEqual(shown(conversation), ['text a', 'mine']);
  assert.deepEqual(conversation.delivered('mine').map(({ type }) => type), ['changed']);
  assert.deepEqual(shown(conversation), ['text a', 'mine']);
  replay(list, conversation.echoed('mine', NOW));
  assert.deepEqual(shown(conversation), ['mine', 'text a']);
  assert.deepEqual(list, conversation.lines.map(({ key }) => key));
  assert.deepEqual(conversation.delivered('mine'), []);
  conversation.withdrawn('mine');
  assert.deepEqual(shown(conversation), ['text a']);
});

test('the oldest lines are dropped beyond the limits, and do not come back', () => {
  const conversation = entered([ANN], { lines: 3, characters: 1000 });
  for (let number = 1; number <= 5; number += 1) conversation.heard(ANN, text(`m${number}`, number), NOW);
  assert.deepEqual(shown(conversation), ['text m3', 'text m4', 'text m5']);
  conversation.heard(ANN, text('m1', 1), NOW);
  assert.deepEqual(shown(conversation), ['text m3', 'text m4', 'text m5']);
  conversation.heard(ANN, text('long', 6, { text: 'x'.repeat(995) }), NOW);
  assert.deepEqual(shown(conversation), ['x'.repeat(995)]);
});

test('a view that follows the changes shows the lines in their order', () => {
  const conversation = entered();
  const list = [];
  let seed = 7;
  const random = (limit) => { seed = (seed * 48271) % 2147483647; return seed % limit; };
  for (let turn = 0; turn < 2000; turn += 1) {
    const sender = [ANN, BEN][random(2)];
    const what = random(20);
    if (what === 0) replay(list, conversation.left(sender, 'left', NOW + turn));
    else if (what === 1) replay(list, conversation.enter({ id: ME, name: 'Me', members: [ANN] }));
    else if (what < 6) replay(list, conversation.say({ id: `o${turn}`, ts: NOW + turn, kind: 'text', content: { text: 'own' } }));
    else if (what < 8) replay(list, conversation.stamped(`o${turn - random(10)}`, NOW + turn));
    else if (what < 10) replay(list, conversation.echoed(`o${turn - random(10)}`, NOW + turn));
    else if (what < 12) replay(list, conversation.joined(sender));
    else replay(list, conversation.heard(sender, text(`m${random(500)}`, NOW + random(3000)), NOW + turn));
    assert.deepEqual(list, conversation.lines.map(({ key }) => key), `after turn ${turn}`);
  }
  assert.ok(list.length > 50);
});

const told = (conversation) => conversation.lines.flatMap(({ events = [] }) => events).map(({ what, name }) => [what, name]);
const GUEST = `Guest ${ANN.slice(0, 4)}`;

test('whose name does not come is told of as a guest, once, and under the name when it comes', () => {
  const conversation = entered([]);
  conversation.joined(ANN);
  assert.deepEqual(told(conversation), []);
  conversation.nameless(ANN, NOW);
  assert.deepEqual(conversation.nameless(ANN, NOW), []);
  assert.deepEqual(told(conversation), [['joined', GUEST]]);
  conversation.heard(ANN, { id: 'h', ts: NOW, kind: 'hello', name: 'Ann' }, NOW);
  assert.deepEqual(told(conversation), [['joined', GUEST], ['renamed', 'Ann']]);
  assert.equal(conversation.lines[0].events[1].from.name, GUEST);
  assert.deepEqual(conversation.nameless(ANN, NOW), []);
  conversation.left(ANN, 'left', NOW);
  assert.deepEqual(told(conversation).at(-1), ['left', 'Ann']);
});

test('of a guest who was here before us the leaving alone is told, and a name that comes late is no other name', () => {
  const conversation = entered([]);
  for (const id of [ANN, BEN]) conversation.joined(id, { wasHere: true });
  for (const id of [ANN, BEN]) assert.deepEqual(conversation.nameless(id, NOW), []);
  for (const name of ['Ben', 'Bob']) conversation.heard(BEN, { id: name, ts: NOW, kind: 'hello', name }, NOW);
  assert.deepEqual(told(conversation), [['renamed', 'Bob']]);
  assert.equal(conversation.lines[0].events[0].from.name, 'Ben');
  conversation.left(ANN, 'gone', NOW);
  assert.deepEqual(told(conversation), [['renamed', 'Bob'], ['gone', GUEST]]);
});

test('nothing is told of one without a name who has gone before it was told that they had come, nor of nobody', () => {
  const conversation = entered([]);
  conversation.joined(ANN);
  conversation.left(ANN, 'left', NOW);
  assert.deepEqual(conversation.nameless(ANN, NOW), []);
  assert.deepEqual(told(conversation), []);
});
