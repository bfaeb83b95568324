// Two people at real browsers, each behind a network of their own that misbehaves in one way: everything they say arrives
// exactly once, the connection dialog names the fault, and how long it takes to recover is measured.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as fault from '../lib/faults.mjs';
import { randomFrom } from '../lib/mixture.mjs';
import { Proxy } from '../lib/proxy.mjs';
import { Person, Stage } from './support/people.mjs';

const NETWORK_ERRORS = /Failed to load resource|ERR_/;
const LONG = `${'long '.repeat(700)}end`;
const LATE = 'said as it ends';

let stage;
before(async () => { stage = await Stage.set('lighttpd', { args: ['--hold', '10'] }); });
after(() => stage?.stop());

/** Faults for one in so many requests to an endpoint, the first of all among them. */
function oneIn(number, ...faults) {
  const asked = {};
  return ({ endpoint }) => {
    asked[endpoint] = (asked[endpoint] ?? 0) + 1;
    return asked[endpoint] % number === 1 ? faults : [];
  };
}

function cached() {
  const store = new Map();
  const [hit, miss] = [fault.cache({ store, coarse: true }), fault.cache({ store, coarse: true, fresh: true })];
  let asked = 0;
  return () => [(asked += 1) % 4 === 0 ? hit : miss];
}

function resets(number) {
  const random = randomFrom(`resets ${number}`);
  return () => {
    const drawn = random();
    const reset = [fault.reset({ when: ['before', 'after', 'within'][Math.floor(random() * 3)] })];
    return drawn < 0.4 ? reset : [fault.reorder({ patience: 200 })];
  };
}

// `faults(number)` makes what the network of a person does; `passes`: people can talk all the same; `named`: a
// pattern of what the dialog says.
const CASES = [
  { name: 'requests are given up after 6.5 seconds', faults: () => () => [fault.cut({ limit: 6500, how: 'page' })], passes: true, named: 'cuts requests after [\\d.]+ seconds' },
  // Here the browser itself asks again over new connections, and the page sees one request that takes longer.
  { name: 'connections are closed after 6.5 seconds', faults: () => () => [fault.cut({ limit: 6500, how: 'close' })], passes: true, named: 'cuts requests after [\\d.]+ seconds|request that waited (for news was cut off|got no answer, not even an end)' },
  { name: 'answers are held back for a second', faults: () => () => [fault.buffer({ hold: 1000 })], passes: true, named: 'held back until they are whole' },
  { name: 'every other answer is cut in the middle', faults: () => oneIn(2, fault.truncate({ at: 'body', share: 0.5 })), passes: true, named: 'An answer ended in the middle' },
  { name: 'every request is repeated', faults: () => () => [fault.duplicate({ apart: 50, give: 'first' })], passes: true, named: 'sent a request twice' },
  { name: 'a cache answers in the place of the server', faults: cached, passes: true, named: 'gave an old answer for a new one' },
  { name: 'a captive portal shows its page', faults: () => () => [fault.inject({ which: 'login' })], named: 'sign in there, then come back' },
  { name: 'requests are redirected to a login page', faults: () => () => [fault.inject({ which: 'redirect' })], named: 'sign in there, then come back' },
  { name: 'bodies over 8 KB get a 413', faults: () => () => [fault.limitBody({ most: 8000 })], passes: true, named: 'through at once, so I send less at a time' },
  { name: 'a gateway answers 502 and 504', faults: () => oneInTurn('badGateway', 'timeOut'), named: 'could not reach the chat' },
  { name: 'connections are reset, requests overtake each other', faults: resets, passes: true, named: 'A request got no answer' },
];

function oneInTurn(...pages) {
  let asked = 0;
  return () => [fault.inject({ which: pages[(asked += 1) % pages.length] })];
}

/** A person behind a proxy of their own. */
async function behindProxy(t, fragment, number) {
  const proxy = await Proxy.start(stage.url);
  const person = await Person.open(stage.browser, proxy.url, { fragment });
  t.after(async () => {
    await person.close();
    await proxy.stop();
  });
  const misbehave = (faults) => {
    const faultsOf = faults(number);
    proxy.faultsOf = (request) => (request.method === 'POST' ? faultsOf(request) : []);
    proxy.cutAll(); // or a stream of before would not notice
  };
  return Object.assign(person, { proxy, misbehave, behave: () => { proxy.faultsOf = () => []; } });
}

/** Waits until a person is shown each of the texts, in whatever order. */
function holds(person, texts) {
  return person.until((wanted) => {
    const shown = [...document.querySelectorAll('.line .text')].map(({ textContent }) => textContent);
    return wanted.every((text) => shown.includes(text));
  }, texts);
}

/** Waits until the connection dialog says so. A stream, which some faults do not touch, is cut: the page goes on with polls. */
async function finds(person, named) {
  const says = (wanted) => person.until((text) => new RegExp(text).test(document.querySelector('#connection').textContent), wanted);
  const waiting = says(named);
  says('streaming in as it happens').then(() => person.proxy.cutAll()).catch(() => {});
  await waiting.catch(async (error) => {
    assert.match(await person.page.textContent('#connection-said'), new RegExp(named), error.message);
  });
}

/** How long it takes, from now that the network behaves, until `ben` is shown what `ann` has said. */
async function recovery(ann, ben) {
  const begun = performance.now();
  ann.behave();
  ben.behave();
  await holds(ben, [LATE]);
  return (performance.now() - begun) / 1000;
}

async function talkThrough(t, { faults, passes, named }, fragment) {
  const people = [await behindProxy(t, fragment, 0), await behindProxy(t, fragment, 1)];
  const [ann, ben] = people;
  for (const person of people) await person.present(2);
  await ann.say('before it');
  await holds(ben, ['before it']);
  for (const person of people) person.misbehave(faults);
  const begun = performance.now();
  const said = ['before it'];
  for (const [index, person] of people.entries()) {
    for (const text of [`${index} says`, `${index} says ${LONG}`, `${index} says more`]) {
      await person.type(text);
      said.push(text);
    }
  }
  await ann.page.click('#connection-open');
  await finds(ann, named);
  await ann.page.keyboard.press('Escape');
  t.diagnostic(`the fault was named after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  if (passes) for (const person of people) await holds(person, said);
  await ann.type(LATE);
  t.diagnostic(`recovery: ${(await recovery(ann, ben)).toFixed(1)} s`);
  await ben.type('after it');
  const all = [...said, LATE, 'after it'].sort();
  for (const person of people) {
    await holds(person, all);
    await person.until(() => !document.querySelector('.line.waiting'));
    assert.deepEqual((await person.texts()).sort(), all, 'each exactly once');
  }
  assert.deepEqual(await ann.texts(), await ben.texts(), 'in the same order');
  for (const person of people) await person.check(NETWORK_ERRORS);
}

describe('two people talk while', { concurrency: 5 }, () => {
  for (const [index, each] of CASES.entries()) test(each.name, (t) => talkThrough(t, each, `#network${index}`));
});
