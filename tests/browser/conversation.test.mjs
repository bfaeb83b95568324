// Real people's conversations through each front server: told, joined, left, interrupted.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ChatClient, overHttp } from '../lib/client.mjs';
import { Stage } from './support/people.mjs';

const NETWORK_ERRORS = /Failed to load resource/; // the browser's own note of a request that failed

for (const kind of ['lighttpd', 'apache']) {
  describe(`through ${kind}`, () => {
    let stage;
    let rooms = 0;
    before(async () => { stage = await Stage.set(kind); });
    after(() => stage?.stop());
    const newRoom = () => `#room${(rooms += 1)}`;

    test('two talk, a third joins and sees both histories in order', async (t) => {
      const fragment = newRoom();
      const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
      await ann.present(2);
      const said = [];
      for (const [who, text] of [[ann, 'one'], [ben, 'two'], [ben, 'three'], [ann, 'four'], [ben, 'five']]) {
        await who.say(text);
        said.push(text);
        for (const person of [ann, ben]) await person.sees(said);
      }
      const third = await stage.person(t, { fragment });
      await third.sees(said);
      await third.present(3);
      await third.say('six');
      for (const person of [ann, ben]) await person.sees(...said, 'six');
      const [annsName, thirdsName] = [await ann.name(), await third.name()];
      assert.ok((await third.page.$$eval('.line:not(.own) .name', (names) => names.map(({ textContent }) => textContent))).includes(annsName));
      assert.ok((await ann.notices()).some((text) => text.includes(`${thirdsName} joined`)));
      for (const person of [ann, ben, third]) await person.check();
    });

    test('one closes the tab, and the messages vanish from the others', async (t) => {
      const fragment = newRoom();
      const [ann, ben, cleo] = [await stage.person(t, { fragment }), await stage.person(t, { fragment }), await stage.person(t, { fragment })];
      await ann.say('stays');
      await ben.say('goes');
      for (const person of [ann, cleo]) await person.sees('stays', 'goes');
      const bensName = await ben.name();
      const vanishing = [await ann.vanished('goes'), await cleo.vanished('goes')];
      const start = Date.now();
      await ben.closeTab();
      const moments = await Promise.all(vanishing.map(({ moment }) => moment));
      t.diagnostic(`the messages were gone ${Math.max(...moments) - start} ms after the tab was closed (goal: 1000 ms)`);
      for (const person of [ann, cleo]) {
        await person.sees('stays');
        await person.present(2);
        assert.ok((await person.notices()).at(-1).includes(`${bensName} left`));
        await person.check();
      }
    });

    test('the daemon is killed and started again: everybody is back with everything, once', async (t) => {
      const fragment = newRoom();
      const people = [await stage.person(t, { fragment }), await stage.person(t, { fragment }), await stage.person(t, { fragment })];
      const said = [];
      for (const [index, person] of [...people, ...people].entries()) {
        await person.say(`line ${index}`);
        said.push(`line ${index}`);
      }
      for (const person of people) await person.sees(said);
      const names = await Promise.all(people.map((person) => person.name()));
      const notices = await Promise.all(people.map((person) => person.notices()));
      await stage.daemon.kill();
      await Promise.all(people.map((person) => person.phase('waiting')));
      await people[0].type('said in the dark');
      said.push('said in the dark');
      await stage.daemon.start();
      await Promise.all(people.map((person) => person.online()));
      for (const [index, person] of people.entries()) {
        await person.sees(said);
        await person.present(3);
        assert.equal(await person.name(), names[index]);
        assert.deepEqual(await person.notices(), notices[index]);
        await person.check(NETWORK_ERRORS);
      }
    });

    test('what is typed offline waits in the outbox and is sent once', async (t) => {
      const fragment = newRoom();
      const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
      await ann.context.setOffline(true);
      await ann.phase('waiting');
      for (const text of ['first', 'second']) await ann.type(text);
      await ben.say('meanwhile');
      assert.equal(await ann.page.locator('.line.own.waiting').count(), 2);
      await ann.context.setOffline(false);
      await ann.online();
      for (const person of [ann, ben]) await person.sees('meanwhile', 'first', 'second');
      assert.equal(await ann.page.locator('.line.waiting').count(), 0);
      await ann.check(NETWORK_ERRORS);
    });

    test('hostile text harms nothing', async (t) => {
      const fragment = newRoom();
      const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
      const hostile = [
        '<img src=x onerror="window.hurt = 1">', '<script>window.hurt = 1</script>', '</div></li></ol><h1>x', '{{7*7}} ${window.hurt=1}',
        'a\u202egnp.exe', 'zero\u200bwidth\u2060\ufeff.', '👩‍👩‍👧‍👦🏳️‍🌈 ‮ ١٢٣ שלום',
        `H${'\u0300\u0336'.repeat(300)}`, 'x'.repeat(90_000), 'javascript:alert(1) data:text/html,x', 'line\nline\n\nline',
      ];
      const shown = hostile.map((text) => text.replaceAll('\u202e', '')); // what turns a text is not shown
      for (const text of hostile) await ann.type(text);
      for (const person of [ann, ben]) await person.sees(shown);
      for (const person of [ann, ben]) {
        assert.equal(await person.page.evaluate(() => window.hurt), undefined);
        assert.equal(await person.page.locator('#lines img, #lines script, #lines h1').count(), 0);
        const { scroll, client } = await person.page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, client: innerWidth }));
        assert.ok(scroll <= client, `nothing makes the page wider: ${scroll} in ${client}`);
        await person.check();
      }
    });

    test('a lone surrogate and a NUL are made sendable', async (t) => {
      const fragment = newRoom();
      const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
      await ann.page.$eval('#text', (box) => {
        box.value = 'a\ud800b\u0000c';
        box.dispatchEvent(new Event('input'));
      });
      await ann.page.press('#text', 'Enter');
      await ben.sees('a\ufffdb\ufffdc');
      await ann.check();
    });

    test('clients that send nonsense harm nobody', async (t) => {
      const fragment = newRoom();
      const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
      const mallory = await new ChatClient(overHttp(stage.url), { room: fragment.slice(1) }).start();
      t.after(() => mallory.leave());
      const nonsense = [
        { id: 'a', ts: 1, kind: 'text', text: { length: 9 } }, { id: 'b', ts: 1, kind: 'text' }, { id: 'c', ts: 1 }, { ts: 1, text: [] },
        { id: 'd', ts: 9007199254740991, kind: 'text', text: 'for ever', name: { toString: 1 } },
        { id: 'e', ts: 0, kind: 'text', text: 'first', name: '<b onclick=x>\u202eeve' }, { id: 'f', ts: 1, kind: ['hello'], name: [] },
        { id: 'g', ts: 1, kind: 'hello', name: 'x'.repeat(50_000) }, { id: 'h', ts: 2, kind: 'text', text: 'named', name: await ann.name() },
      ];
      const { status } = await mallory.post('send', { ...mallory.credentials, commands: nonsense.map((message) => ['send', mallory.id, message]) });
      assert.equal(status, 200);
      await ben.say('fine');
      for (const person of [ann, ben]) await person.sees('for ever', 'first', 'named', 'fine');
      const names = await ben.page.$$eval('.line:not(.own) .name', (elements) => elements.map(({ textContent }) => textContent));
      assert.ok(names.every((name) => name.length <= 50), String(names));
      assert.equal(names.filter((name) => name.startsWith('<b onclick=x> eve')).length, 1);
      const annsName = await ann.name();
      assert.ok(!names.includes(annsName), 'nobody passes for Ann');
      for (const person of [ann, ben]) await person.check();
    });

    test('a page restored from the back-forward cache is back in the room', async (t) => {
      const fragment = newRoom();
      const [ann, ben] = [await stage.person(t, { fragment, whole: true }), await stage.person(t, { fragment })];
      await ann.say('mine');
      await ben.say('yours');
      const name = await ann.name();
      await ann.page.goto(`${stage.url}favicon.svg`);
      await ben.sees('yours');
      await ben.present(1);
      await ann.page.goBack({ waitUntil: 'commit' });
      await ann.until(() => window.restored === 1); // the browser took the page from its cache
      await ann.online();
      assert.equal(await ann.name(), name);
      for (const person of [ann, ben]) {
        await person.sees('mine', 'yours');
        await person.present(2);
      }
      await ann.page.goto(`${stage.url}favicon.svg`);
      await ben.sees('yours'); // the second time too
      await ben.present(1);
      await ann.check(NETWORK_ERRORS);
    });

    test('a reloaded page is a new person, and the old one is gone', async (t) => {
      const fragment = newRoom();
      const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
      await ann.say('mine');
      await ben.sees('mine');
      await ann.page.reload();
      await ann.online();
      await ben.sees([]);
      await ben.present(2);
      await ann.check(NETWORK_ERRORS);
    });

    test('the front server is restarted, and everybody is back', async (t) => {
      const fragment = newRoom();
      const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
      await ann.say('before');
      await stage.front.end();
      await Promise.all([ann, ben].map((person) => person.phase('waiting')));
      await ben.type('between');
      await stage.front.restart();
      await Promise.all([ann, ben].map((person) => person.online()));
      await ann.say('after');
      for (const person of [ann, ben]) {
        await person.sees('before', 'between', 'after');
        await person.check(NETWORK_ERRORS);
      }
    });
  });
}
