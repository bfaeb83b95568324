// Sound and notifications, and which lines are said aloud.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Alerts } from '../../www/js/view/attention/alerts.js';
import { Aloud, mentions } from '../../www/js/view/attention/aloud.js';

function scene({ permission = 'granted', broken = false } = {}) {
  const happened = { shown: [], chimes: 0, asked: 0, focused: 0 };
  class Notification {
    static async requestPermission() {
      happened.asked += 1;
      return permission;
    }

    constructor(title, options) {
      if (broken) throw new TypeError('Illegal constructor');
      Object.assign(this, { title, ...options, open: true });
      happened.shown.push(this);
    }

    close() {
      this.open = false;
    }
  }
  const clock = { now: 0 };
  const alerts = new Alerts({ Notification, chime: () => { happened.chimes += 1; }, now: () => clock.now, show: () => { happened.focused += 1; } });
  return { alerts, clock, happened };
}

const line = (name, text = 'a secret') => ({ name, content: { text } });

test('nothing sounds or shows, and nothing is asked for, unless it was turned on', () => {
  const { alerts, happened } = scene();
  alerts.tell([line('Ann')]);
  assert.deepEqual(happened, { shown: [], chimes: 0, asked: 0, focused: 0 });
});

test('a notification says that there is a message, and by whom if that is wanted, and never what', async () => {
  const { alerts, clock, happened } = scene();
  assert.equal(await alerts.notify(), true);
  alerts.tell([line('Ann')]);
  alerts.names = true;
  clock.now += 5000;
  alerts.tell([line('Ben')]);
  assert.deepEqual(happened.shown.map(({ title, body }) => `${title}: ${body}`), ['One Time Chat: New message', 'One Time Chat: New message from Ben']);
  assert.doesNotMatch(JSON.stringify(happened.shown), /secret/);
  assert.deepEqual(happened.shown.map(({ open }) => open), [false, true], 'one at a time');
  assert.equal(new Set(happened.shown.map(({ tag }) => tag)).size, 1);
  happened.shown[1].onclick();
  assert.equal(happened.focused, 1);
});

test('a flood makes one sound and one notification in five seconds', async () => {
  const { alerts, clock, happened } = scene();
  await alerts.notify();
  alerts.sounds = true;
  for (let number = 0; number < 1000; number += 1) {
    alerts.tell([line(`P${number}`)]);
    clock.now += 10;
  }
  assert.equal(happened.shown.length, 2);
  assert.equal(happened.chimes, 2);
});

test('it is closed when the page is looked at, and when notifications are turned off', async () => {
  const { alerts, happened } = scene();
  for (const end of ['seen', 'beQuiet']) {
    await alerts.notify();
    alerts.tell([line('Ann')]);
    alerts[end]();
    assert.equal(happened.shown.at(-1).open, false, end);
  }
  alerts.tell([line('Ann')]);
  assert.equal(happened.shown.length, 2);
});

test('without permission there are none, and where the browser cannot they are not offered again', async () => {
  const refused = scene({ permission: 'denied' });
  assert.equal(await refused.alerts.notify(), false);
  refused.alerts.tell([line('Ann')]);
  assert.deepEqual(refused.happened.shown, []);
  const broken = scene({ broken: true });
  await broken.alerts.notify();
  broken.alerts.tell([line('Ann')]);
  assert.equal(broken.alerts.notifies, false);
  assert.deepEqual([broken.alerts.canNotify, broken.alerts.hasFailed, scene().alerts.hasFailed], [false, true, false]);
});

test('a name is found as a word of its own', () => {
  for (const text of ['Ann', 'ann: yes', 'so, @Ann?', 'ask ANN!', '(Ann)']) assert.ok(mentions(text, 'Ann'), text);
  for (const text of ['Anna', 'Joann', 'annual', 'Ann1', 'An n', '']) assert.ok(!mentions(text, 'Ann'), text);
  assert.ok(mentions('hey Żółw_2 (looks odd)', 'żółw_2'));
  assert.ok(mentions('is it .*+?^${}()|[]\\/- ?', '.*+?^${}()|[]\\/-'));
  assert.ok(!mentions('anything', '.*'));
  assert.ok(!mentions('anything', ''));
});

test('all, those that name one, or none are said aloud', () => {
  const aloud = new Aloud({ name: () => 'Ann', textOf: ({ text }) => text });
  const lines = [{ text: 'Ann?' }, { text: 'hello' }, { text: 'Ann', earlier: true }, { events: [] }];
  const said = (wanted) => {
    aloud.wanted = wanted;
    return lines.map((each) => aloud.wants(each));
  };
  assert.deepEqual(said('all'), [true, true, true, true]);
  assert.deepEqual(said('mentions'), [true, false, false, false]);
  assert.deepEqual(said('none'), [false, false, false, false]);
});
