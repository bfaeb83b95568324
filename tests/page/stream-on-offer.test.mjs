import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StreamOnOffer } from '../../www/js/transport/stream-on-offer.js';
import { Stream } from '../../www/js/transport/stream.js';
import { makeRig } from './support/rig.mjs';
import { settle } from './support/clock.mjs';

function stay({ load }) {
  const rig = makeRig();
  rig.hub.init = { ...rig.hub.init, stream: true };
  const page = rig.page({ network: (network) => ({ ...network, makeStream: (options) => new StreamOnOffer(load, options) }) });
  page.session.start();
  return { ...rig, page };
}

test('it is loaded when the server offers it, and not before', async () => {
  let loads = 0;
  const scene = stay({ load: async () => { loads += 1; return Stream; } });
  assert.equal(loads, 0);
  await scene.clock.pass(10_000);
  assert.equal(loads, 1);
  assert.equal(scene.requestsTo('stream'), 1);
});

test('where it cannot be loaded polls carry the news, and the next offer tries again', async () => {
  let loads = 0;
  const scene = stay({ load: async () => { loads += 1; if (loads === 1) throw new TypeError('the network'); return Stream; } });
  await scene.clock.pass(120_000);
  assert.equal(scene.requestsTo('stream'), 0);
  assert.equal(scene.page.status.phase, 'online');
  scene.page.session.stop();
  scene.page.session.start();
  await scene.clock.pass(10_000);
  assert.equal(loads, 2);
  assert.equal(scene.requestsTo('stream'), 1);
});

test('one that comes when nobody wants it any more is not opened', async () => {
  let arrive;
  const scene = stay({ load: () => new Promise((resolve) => { arrive = () => resolve(Stream); }) });
  await scene.clock.pass(1000);
  scene.page.session.stop();
  arrive();
  await settle();
  await scene.clock.pass(60_000);
  assert.equal(scene.requestsTo('stream'), 0);
});
