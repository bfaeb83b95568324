import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HoldTuner } from '../../www/js/path/hold.js';

const MINUTE_MS = 60_000;
const SHORT_POLL_S = 3;

/** A quiet room behind a path that cuts after `cut` seconds of silence; `silent`: without a word, noticed 15 s after the hold. */
class QuietRoom {
  now = 0;
  holds = [];
  cuts = 0;

  constructor({ hold = 25, most = 50, cut = Infinity, silent = false } = {}) {
    this.tuner = new HoldTuner();
    this.tuner.server({ hold, most });
    this.cut = cut;
    this.silent = silent;
  }

  poll() {
    const { hold } = this.tuner;
    this.holds.push(hold);
    const passes = hold < this.cut;
    const seconds = passes ? hold : this.silent ? hold + 15 : this.cut;
    this.now += (hold === 0 ? SHORT_POLL_S : seconds) * 1000;
    if (passes) return this.tuner.cameBack({ hold, seconds, now: this.now });
    this.cuts += 1;
    return this.tuner.wasCut({ hold, seconds, silent: this.silent, now: this.now });
  }

  polls(number) {
    for (let count = 0; count < number; count += 1) this.poll();
    return this;
  }

  forMinutes(minutes) {
    const end = this.now + minutes * MINUTE_MS;
    while (this.now < end) this.poll();
    return this;
  }
}

test('it begins at the server’s hold and climbs to the most the server grants', () => {
  assert.deepEqual(new QuietRoom().polls(6).holds, [25, 30, 40, 50, 50, 50]);
  assert.deepEqual(new QuietRoom({ most: 30 }).polls(4).holds, [25, 30, 30, 30]);
  assert.deepEqual(new QuietRoom({ hold: 2, most: 2 }).polls(3).holds, [2, 2, 2]);
});

test('it converges below a cut from wherever it begins', () => {
  for (const [cut, settled] of [[45, 40], [30, 25], [20, 15], [10, 7], [7, 5], [3, 0], [0.5, 0]]) {
    for (const hold of [50, 25]) {
      const room = new QuietRoom({ hold, cut }).polls(6);
      const expected = hold === 50 && cut === 45 ? 30 : hold === 50 && cut === 30 ? 20 : settled; // nothing longer was seen to pass
      assert.equal(room.tuner.hold, expected, `from ${hold}, cut at ${cut}`);
      if (cut < 25) assert.deepEqual([room.cuts, room.tuner.cut], [2, cut]);
    }
  }
});

test('where polls are dropped without a word each step is a half, and no cut is claimed', () => {
  const room = new QuietRoom({ cut: 20, silent: true }).polls(3);
  assert.deepEqual(room.holds, [25, 10, 10]);
  assert.equal(room.tuner.cut, null);
});

test('it tries longer ones again, ever more rarely, and does not flap', () => {
  const room = new QuietRoom({ cut: 20 }).forMinutes(8 * 60);
  assert.ok(room.cuts <= 14, `${room.cuts} cuts in eight hours`);
  assert.equal(room.tuner.cut, 20);
  const last = room.holds.slice(-100);
  assert.ok(last.filter((hold) => hold === 15).length >= 98);
});

test('it climbs back step by step when the path has got better', () => {
  for (const cut of [20, 7, 3]) {
    const room = new QuietRoom({ cut }).polls(5);
    room.cut = Infinity;
    room.holds = [];
    room.forMinutes(12);
    assert.equal(room.tuner.hold, 50, `after a cut at ${cut}`);
    assert.equal(room.tuner.cut, null);
    const steps = [...new Set(room.holds)];
    assert.deepEqual(steps, [...steps].sort((a, b) => a - b));
    assert.ok(steps.length > 4);
  }
});

test('single cuts change nothing while polls come back in between', () => {
  const { tuner } = new QuietRoom({ most: 25 });
  for (const [number, seconds] of [3, 17, 9, 3.2, 16, 21].entries()) {
    tuner.wasCut({ hold: 25, seconds, now: number * 1e5 });
    tuner.cameBack({ hold: 25, seconds: 25, now: number * 1e5 + 5e4 });
    assert.deepEqual([tuner.hold, tuner.cut], [25, null]);
  }
});

test('a room that talks clears only the cuts shorter than its silences', () => {
  const { tuner } = new QuietRoom();
  tuner.wasCut({ hold: 25, seconds: 20, now: 0 });
  tuner.cameBack({ hold: 25, seconds: 6, now: 1 });
  tuner.wasCut({ hold: 25, seconds: 20.4, now: 2 });
  assert.deepEqual([tuner.hold, tuner.cut], [15, 20]);
});

test('three cuts of any kind in a row are believed', () => {
  const { tuner } = new QuietRoom();
  for (const seconds of [21, 14, 18]) tuner.wasCut({ hold: 25, seconds, now: 0 });
  assert.deepEqual([tuner.hold, tuner.cut], [10, 14]);
});

test('a computer that slept says nothing about the path, nor does a poll of before', () => {
  const { tuner } = new QuietRoom();
  for (let count = 0; count < 4; count += 1) {
    tuner.wasCut({ hold: 25, seconds: 30_000, now: 0 });
    tuner.wasCut({ hold: 50, seconds: 20, now: 0 });
  }
  assert.deepEqual([tuner.hold, tuner.cut], [25, null]);
});

test('another network begins anew', () => {
  const room = new QuietRoom({ cut: 7 }).polls(4);
  assert.equal(room.tuner.hold, 5);
  room.tuner.forget();
  assert.deepEqual([room.tuner.hold, room.tuner.cut], [25, null]);
});

test('what the browser has sent twice by itself was cut at half the time it took', () => {
  const { tuner } = new QuietRoom({ hold: 10, most: 10 });
  for (let count = 0; count < 2; count += 1) tuner.wasCut({ hold: 10, seconds: 13, now: 0 });
  assert.deepEqual([tuner.hold, tuner.cut], [5, 6.5]);
});
