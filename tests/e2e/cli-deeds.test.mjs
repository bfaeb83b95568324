// What one can do in a room besides saying lines, from one onetimechat-cli to another.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Cli, entered } from '../lib/cli.mjs';
import { Daemon } from '../lib/daemon.mjs';
import { Front } from '../lib/front.mjs';

let daemon, front;
before(async () => {
  daemon = await Daemon.start({ args: ['--rate', '0', '--rate-bytes', '0'] });
  front = await Front.start('lighttpd', { socket: daemon.socket });
});
after(async () => {
  await front.stop();
  await daemon.stop();
});

let rooms = 0;

async function three(t, isPrivate) {
  const room = `${front.url}#deeds-${rooms += 1}`;
  const ann = await entered(t, ['--name', 'Ann', ...(isPrivate ? ['--new', front.url] : [room])]);
  const link = isPrivate ? (await ann.event('link')).link : room;
  const [ben, cid] = [await entered(t, ['--name', 'Ben', link]), await entered(t, ['--name', 'Cid', link])];
  for (const one of [ann, ben, cid]) {
    for (const other of [ann, ben, cid]) {
      if (one !== other && !one.event0.people.some(({ id }) => id === other.me)) await one.event('came', ({ id }) => id === other.me);
    }
  }
  return { ann, ben, cid, link };
}

for (const isPrivate of [false, true]) {
  describe(`in a ${isPrivate ? 'private' : 'public'} room`, () => {
    test('what is for one alone comes to nobody else', async (t) => {
      const { ann, ben, cid } = await three(t, isPrivate);
      ann.order({ say: 'for you', to: ben.me, ref: 'd' });
      const heard = await ben.event('alone');
      assert.deepEqual([heard.text, heard.from, heard.name], ['for you', ann.me, 'Ann']);
      const { id, to } = await ann.event('state', ({ ref, state }) => ref === 'd' && state === 'accepted');
      assert.equal(to, ben.me);
      await ann.event('held', (event) => event.id === id && event.by === 1 && event.of === 1);
      ann.order({ edit: id, text: 'for you alone' });
      await ben.event('alone', ({ text, edited }) => text === 'for you alone' && edited);
      ann.order({ say: 'for all', re: { from: ben.me, id: 'none' }, ref: 'n' });
      await ann.event('error', ({ ref }) => ref === 'n');
      ben.order({ say: 'said to all', re: { from: ann.me, id }, ref: 'r' });
      await ben.event('error', ({ ref }) => ref === 'r');
      ann.order({ say: 'nobody', to: 'x'.repeat(32), ref: 'x' });
      await ann.event('error', ({ ref }) => ref === 'x');
      ann.order({ withdraw: id }, { say: 'the end' });
      await ben.event('vanished', ({ lines }) => lines[0].id === id);
      await cid.event('said', ({ text }) => text === 'the end');
      assert.deepEqual(cid.events.filter(({ text }) => text !== undefined && /for you|nobody/.test(text)), []);
    });

    test('answers, actions and reactions', async (t) => {
      const { ann, ben } = await three(t, isPrivate);
      ann.order({ say: 'what now?' });
      const asked = await ben.event('said');
      ben.order({ say: 'this', re: { from: ann.me, id: asked.id } }, { say: 'waves', act: true }, { react: '👍', from: ann.me, id: asked.id });
      assert.deepEqual((await ann.event('said', ({ text }) => text === 'this')).re, { from: ann.me, id: asked.id });
      assert.equal((await ann.event('said', ({ text }) => text === 'waves')).act, true);
      const reacted = await ann.event('reactions');
      assert.deepEqual([reacted.own, reacted.id, reacted.reactions], [true, asked.id, [{ emoji: '👍', by: 1 }]]);
      ben.order({ react: '👍', from: ann.me, id: asked.id });
      await ann.event('reactions', ({ reactions }) => reactions.length === 0);
      ben.order({ react: 'no emoji', from: ann.me, id: asked.id, ref: 1 });
      await ben.event('error', ({ ref }) => ref === 1);
    });

    test('another name, being away, and typing', async (t) => {
      const { ann, ben } = await three(t, isPrivate);
      ann.order({ do: 'typing' });
      await ben.event('typing', ({ id, typing }) => id === ann.me && typing);
      ann.order({ do: 'away' });
      await ben.event('away', ({ id, away, name }) => id === ann.me && away && name === 'Ann');
      ann.order({ rename: 'Anna' });
      const renamed = await ben.event('renamed');
      assert.deepEqual([renamed.id, renamed.name, renamed.before], [ann.me, 'Anna', 'Ann']);
      ann.order({ rename: 'Ben', ref: 1 });
      await ann.event('error', ({ ref }) => ref === 1);
      ann.order({ say: 'back' });
      assert.equal((await ben.event('said', ({ text }) => text === 'back')).name, 'Anna');
      await ben.event('away', ({ id, away }) => id === ann.me && !away);
    });
  });
}

test('all of it by commands, as people type them', async (t) => {
  const { ann, ben, cid, link } = await three(t, false);
  const dan = Cli.start(t, ['--commands', '--name', 'Dan Dare', link]);
  dan.say('/msg Ben a secret', '//me too', '/me nods');
  assert.equal((await ben.event('alone')).text, 'a secret');
  await ann.event('said', ({ text, act }) => text === '/me too' && !act);
  await ann.event('said', ({ text, act }) => text === 'nods' && act);
  ben.order({ say: 'to be answered' });
  await dan.waitForLine(/<Ben> to be answered/);
  dan.say('/reply an answer', '/react 🎉', '/edit another answer', '/away', '/nick Dan', '/msg Nobody hi', '/dance', '/people');
  await ben.event('said', ({ text, re }) => text === 'an answer' && re !== undefined);
  await ben.event('edited', ({ text }) => text === 'another answer');
  await ben.event('reactions', ({ reactions }) => reactions[0]?.emoji === '🎉');
  await ben.event('renamed', ({ name }) => name === 'Dan');
  await dan.waitForLine(/is called that/);
  await dan.waitForLine(/no command \/dance/);
  await dan.waitForLine(new RegExp(`^Cid \\(${cid.me}\\)$`));
  dan.say('/withdraw');
  await ben.event('vanished');
  dan.say('/quit');
  assert.equal(await dan.code(), 4, 'since two could not be done');
  assert.equal(cid.events.some(({ type }) => type === 'alone'), false);
});
