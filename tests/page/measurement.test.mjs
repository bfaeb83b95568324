import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Measurement } from '../../www/js/path/measurement.js';
import { Path } from '../../www/js/path/path.js';
import { createPost } from '../../www/js/wire/requests.js';
import { ManualClock } from './support/clock.mjs';
import { html, json } from './support/hub.mjs';

/** A daemon that answers probes, behind a network that may hold answers back or limit sizes. */
function setUp({ holdsBack = false, mostBody = Infinity, mostAnswer = Infinity, pauses = true, credentials = { id: 'i', token: 't' } } = {}) {
  const clock = new ManualClock();
  const path = new Path({ now: clock.now, random: () => 0.5 });
  const after = (ms) => new Promise((resolve) => { clock.timers.set(resolve, ms); });
  const probes = [];
  const fetch = async (url, { body }) => {
    const { pause = 0, fill = 0 } = JSON.parse(body);
    probes.push({ pause, fill, bytes: body.length });
    if (body.length > mostBody) return html(413);
    const text = JSON.stringify({ received: body.length, fill: 'x'.repeat(fill) });
    const paused = after(pauses ? pause * 1000 : 0);
    if (holdsBack) await paused;
    const stream = new ReadableStream({
      async start(controller) {
        await paused;
        controller.enqueue(new TextEncoder().encode(text.slice(0, mostAnswer)));
        controller.close();
      },
    });
    return new Response(stream, { headers: { 'content-type': 'application/json' } });
  };
  const post = createPost({ base: 'https://site.example/chat/', fetch, timers: clock.timers, path });
  const measurement = new Measurement({ post, path, credentials: () => credentials, now: clock.now });
  const run = async () => {
    let ended = false;
    const running = measurement.thorough().then(() => { ended = true; });
    for (let turn = 0; turn < 20 && !ended; turn += 1) await clock.pass(1000);
    assert.ok(ended);
    return running;
  };
  return { path, probes, run, measurement };
}

test('it tells a path that passes answers on from one that holds them back', async () => {
  for (const holdsBack of [false, true]) {
    const { path, run } = setUp({ holdsBack });
    await run();
    assert.equal(path.facts.buffered, holdsBack);
  }
});

test('a server too busy to pause tells nothing', async () => {
  const { path, run } = setUp({ pauses: false });
  await run();
  assert.equal(path.facts.buffered, undefined);
});

test('it finds how much goes through at once', async () => {
  for (const [mostBody, limit] of [[Infinity, Infinity], [40_000, 30_000], [20_000, 15_000]]) {
    const { path, run } = setUp({ mostBody });
    await run();
    assert.ok(path.facts.passedBody >= Math.min(60_000, limit) && path.facts.passedBody <= mostBody, `${path.facts.passedBody}`);
    assert.ok(path.facts.mostBody >= limit && path.facts.mostBody <= mostBody);
  }
});

test('it notices that large answers are cut', async () => {
  for (const [mostAnswer, whole] of [[Infinity, true], [30_000, false]]) {
    const { path, run } = setUp({ mostAnswer });
    await run();
    assert.equal(path.facts.largeAnswers, whole);
  }
});

test('it asks one thing at a time, once, and nothing for nobody', async () => {
  const { probes, run, measurement } = setUp();
  assert.equal(measurement.thorough(), measurement.thorough());
  await run();
  assert.equal(probes.length, 3);
  const nobody = setUp({ credentials: null });
  await nobody.run();
  assert.deepEqual(nobody.probes, []);
});

test('a server without probes, or none at all, changes nothing', async () => {
  for (const answer of [() => json(404, { error: 'no_such_endpoint' }), () => { throw new TypeError('no'); }]) {
    const clock = new ManualClock();
    const path = new Path({ now: clock.now, random: () => 0.5 });
    const post = createPost({ base: 'https://site.example/chat/', fetch: async () => answer(), timers: clock.timers, path });
    await new Measurement({ post, path, credentials: () => ({}), now: clock.now }).thorough();
    const { buffered, largeAnswers, mostBody } = path.facts;
    assert.deepEqual([buffered, largeAnswers, mostBody], [undefined, undefined, Infinity]);
  }
});
