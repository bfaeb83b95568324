// Streaming in a real browser: through each front server, and over paths that do not let it through.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as fault from '../lib/faults.mjs';
import { Proxy } from '../lib/proxy.mjs';
import { FRONTS } from '../lib/front.mjs';
import { Person, Stage } from './support/people.mjs';

const NETWORK_ERRORS = /Failed to load resource|ERR_/;

/** Waits until the connection dialog, which is open, says one of these of streaming. */
function streaming(person, ...wanted) {
  return person.until((texts) => {
    const row = [...document.querySelectorAll('#connection-facts > div')].find((each) => each.querySelector('dt').textContent === 'Streaming');
    return texts.some((text) => row?.querySelector('dd').textContent.startsWith(text));
  }, wanted);
}

/** Counts the person's requests from now on, by endpoint. */
function counting(person) {
  const counts = {};
  person.page.on('request', (request) => {
    const endpoint = new URL(request.url()).pathname.split('/').at(-1);
    counts[endpoint] = (counts[endpoint] ?? 0) + 1;
  });
  return counts;
}

/** Ann streams, Ben speaks; the dialog is open on Ann's side. */
async function streamingPair(stage, t, fragment, url = stage.url) {
  const ann = await Person.open(stage.browser, url, { fragment });
  t.after(() => ann.close());
  const ben = await stage.person(t, { fragment });
  await ann.present(2);
  await ann.page.click('#connection-open');
  return { ann, ben };
}

async function moveOver({ ann, ben }) {
  await streaming(ann, 'being tried', 'in use'); // the greeting of Ben may have moved it over
  await ben.say('moves it over');
  await streaming(ann, 'in use');
  await ben.say('ends the last poll'); // which may have begun before
  await ann.sees('moves it over', 'ends the last poll');
  return ['moves it over', 'ends the last poll'];
}

for (const kind of FRONTS) {
  describe(kind, () => {
    let stage;
    before(async () => { stage = await Stage.set(kind); });
    after(() => stage?.stop());

    test('a page streams, and then polls no more', async (t) => {
      const pair = await streamingPair(stage, t, '#streams');
      const { ann, ben } = pair;
      const said = await moveOver(pair);
      const counts = counting(ann);
      const began = performance.now();
      for (let turn = 0; turn < 20; turn += 1) {
        said.push(`line ${turn}`);
        await ben.say(said.at(-1));
        await ann.sees(said); // so that each has come before the next is said
      }
      const { ack = 0, probe, send, ...others } = counts; // the open dialog measures, and receipts are sent
      assert.ok(ack <= 1 + (performance.now() - began) / 8000, `${ack} acknowledgements, of which one is due in eight seconds`);
      assert.deepEqual(others, {}, 'neither a poll nor another stream');
      await ann.until(() => document.querySelector('#connection-picture rect.stream') && document.querySelector('#connection-picture rect.news'));
      await ann.until(() => document.querySelector('#connection-said').textContent.includes('streaming in as it happens'));
      await ann.screenshot(`stream-${kind}`);
      await ann.page.keyboard.press('Escape');
      await ann.say('my own');
      await ben.sees([...said, 'my own']);
      assert.equal(counts.poll, undefined);
      await ann.check();
    });

    test('a front server that is started again under streams loses and doubles nothing', async (t) => {
      const pair = await streamingPair(stage, t, '#killed');
      const { ann, ben } = pair;
      const said = await moveOver(pair);
      await ben.type('said as it ends');
      await stage.front.restart();
      await ben.type('said after it');
      await ann.sees([...said, 'said as it ends', 'said after it']);
      await ben.sees([...said, 'said as it ends', 'said after it']);
      await ann.check(NETWORK_ERRORS);
    });
  });
}

describe('over a path of its own', { concurrency: 3 }, () => {
  let stage;
  before(async () => { stage = await Stage.set('lighttpd'); });
  after(() => stage?.stop());

  async function behindProxy(t, fragment, faultsOf) {
    const proxy = await Proxy.start(stage.url, (request) => (request.endpoint === 'stream' ? faultsOf() : []));
    t.after(() => proxy.stop());
    return { proxy, ...await streamingPair(stage, t, fragment, proxy.url) };
  }

  test('answers that are held back: it stays with polls', async (t) => {
    const { ann, ben } = await behindProxy(t, '#buffered', () => [fault.buffer({})]);
    await streaming(ann, 'being tried', 'not possible'); // a slow machine may see the end of it only
    await ben.say('meanwhile');
    await ann.sees('meanwhile');
    await streaming(ann, 'not possible: the network holds answers back');
    await ben.say('still there');
    await ann.sees('meanwhile', 'still there');
    await ann.check();
  });

  test('a stream that stalls: after a heartbeat that did not come it polls, and has lost nothing', async (t) => {
    const network = { stalled: false };
    const stall = async (exchange, next) => {
      const answer = await next();
      async function* passed() {
        for await (const part of answer.body) if (!network.stalled) yield part;
      }
      return { ...answer, body: passed() };
    };
    const pair = await behindProxy(t, '#stalled', () => [stall]);
    const { ann, ben } = pair;
    const said = await moveOver(pair);
    network.stalled = true;
    const begun = performance.now();
    await ben.say('held up');
    await ann.sees([...said, 'held up']);
    t.diagnostic(`what a stalled stream held up came after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    await streaming(ann, 'not possible: the network lets long answers stall');
    await ben.say('by a poll');
    await ann.sees([...said, 'held up', 'by a poll']);
    await ann.check();
  });

  test('one that is cut: what was on its way comes by a poll', async (t) => {
    const pair = await behindProxy(t, '#cut', () => []);
    const { ann, ben, proxy } = pair;
    const said = await moveOver(pair);
    for (let turn = 0; turn < 3; turn += 1) {
      said.push(`line ${turn}`);
      await ben.type(said.at(-1));
      if (turn === 0) proxy.cutAll();
    }
    await ann.sees(said);
    await ann.check(NETWORK_ERRORS);
  });

  test('a second tab of the browser: the first gives its stream up, and both share a poll', async (t) => {
    const pair = await streamingPair(stage, t, '#tabs');
    const { ann, ben } = pair;
    const said = await moveOver(pair);
    const second = await Person.openTab(ann.context, stage.url, { fragment: '#tabs' });
    await streaming(ann, 'not while other tabs');
    await ben.say('to both');
    await ann.sees([...said, 'to both']);
    await second.until(() => [...document.querySelectorAll('.line .text')].at(-1)?.textContent === 'to both');
    await ann.check();
  });
});
