// Real browsers that reach the chat through the real squid.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Squid } from '../lib/squid.mjs';
import { Person, Stage } from './support/people.mjs';

const NETWORK_ERRORS = /Failed to load resource/;
const CUT_S = 8;

let stage;
before(async () => { stage = await Stage.set('lighttpd', { args: ['--hold', '10'] }); });
after(() => stage?.stop());

async function peopleBehind(t, fragment, settings = []) {
  const squid = await Squid.start(settings);
  t.after(() => squid.stop());
  const people = [];
  for (let number = 0; number < 2; number += 1) {
    // Without the bypass rule a browser goes to its own machine directly.
    const person = await Person.open(stage.browser, stage.url, { fragment, proxy: { server: squid.url, bypass: '<-loopback>' } });
    t.after(() => person.close());
    people.push(person);
  }
  for (const person of people) await person.present(2);
  return { squid, people };
}

test('two people talk through squid, which is killed in between', async (t) => {
  const { squid, people: [ann, ben] } = await peopleBehind(t, '#squid');
  await ann.say('one');
  await ben.sees('one');
  await squid.accessLog.waitFor(/POST http:\/\/127\.0\.0\.1:\d+\/chat\/poll\?/);
  const restarted = squid.restart('SIGKILL');
  await ann.type('two');
  await restarted;
  const begun = performance.now();
  await ben.sees('one', 'two');
  t.diagnostic(`recovery: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  await ben.say('three');
  await ann.sees('one', 'two', 'three');
  for (const person of [ann, ben]) await person.check(NETWORK_ERRORS);
});

test('squid that gives up after some seconds is named', async (t) => {
  const { squid, people: [ann, ben] } = await peopleBehind(t, '#impatient', [`read_timeout ${CUT_S} seconds`]);
  await ann.page.click('#connection-open');
  const said = await ann.page.waitForFunction(() => /cuts requests after ([\d.]+) seconds; I now ask every (\d)/.exec(document.querySelector('#connection-said').textContent));
  const [, cut, pace] = await said.jsonValue();
  t.diagnostic(`said to cut after ${cut} s`);
  assert.ok(pace < CUT_S, `asks every ${pace} s`);
  await squid.accessLog.waitFor(/\/504 .* POST .*\/chat\/poll/);
  await ann.page.keyboard.press('Escape');
  await ann.say('one');
  await ben.sees('one');
  for (const person of [ann, ben]) await person.check(NETWORK_ERRORS);
});
