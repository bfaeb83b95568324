import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confusables } from '../../www/js/chat/confusables.js';
import { LookAlike, skeleton } from '../../www/js/chat/look-alike.js';

const table = confusables();
const alike = (one, other, by = table) => skeleton(one, by) === skeleton(other, by);

test('names that look alike have one skeleton', () => {
  const shapes = [
    'Dеft Mоlе', 'DeftMoIe', 'DEFT MOLE', 'deft mole', 'Deft\u200bMole', 'D\u2060eft Mo\u00adle', 'Deft  Mole', 'Deft_Mole', 'Deft-Mole', 'Deft M0le', 'Deft Mo1e', 'Deft Mo|e', 'Deft Mole!',
    'Deft Mole|', '*Deft Mole*', 'Ｄｅｆｔ　Ｍｏｌｅ', '𝐃𝐞𝐟𝐭 𝐌𝐨𝐥𝐞', '𝓓𝓮𝓯𝓽 𝓜𝓸𝓵𝓮', 'Ɖeft Mole', 'Ḋėft Mole', 'D\u0335eft Mole', 'ᴅᴇꜰᴛ ᴍᴏʟᴇ', 'DEFТ МОLЕ', 'clefт Mole', 'Deft rnole', 'Đeft Møle', 'Deft Mօlе', 'Ⅾeft Ⅿoⅼe',
    '🦊 Deft Mole', 'Defτ Mole', 'Ｄeft−Mole', 'Deft Mοle',
  ];
  for (const shape of shapes) assert.ok(alike(shape, 'Deft Mole'), shape);
  for (const [one, other] of [['Wren', 'VVren'], ['Ben', '8en'], ['Sal', '5al'], ['You', 'Υоᴜ'], ['Анна', 'Aннa'], ['straße', 'STRASSE'], ['Ωmega', 'ωmega'], ['محمد', 'محـــمد']]) assert.ok(alike(one, other), one);
});

test('names that do not look alike have not', () => {
  for (const [one, other] of [
    ['Ann', 'Anne'], ['Ben', 'Bem'], ['Deft Mole', 'Deft Mouse'], ['さくら', 'さくろ'], ['राम', 'रमा'], ['岡本', '岡木'], ['Анна', 'Алла'], ['김', '긴'], ['שלום', 'שלוט'], ['محمد', 'أحمد'],
    ['🦊', '🐻'], ['ก้อง', 'ก่อง'], ['!', '?'],
  ]) assert.ok(!alike(one, other), `${one} ${other}`);
});

test('within ASCII no table is needed, and it changes nothing', () => {
  for (const [one, other] of [['Deft Mole', 'DeftMoIe'], ['m', 'rn'], ['w', 'vv'], ['d', 'cl'], ['O', '0'], ['Mole', 'Mo|e']]) assert.ok(alike(one, other, null));
  for (let code = 32; code < 127; code += 1) assert.equal(skeleton(String.fromCharCode(code), table), skeleton(String.fromCharCode(code)));
});

test('the table is fetched for the first name that needs it, once', async () => {
  const fetched = [];
  let told = 0;
  const load = async () => { fetched.push(1); return { confusables }; };
  const lookAlike = new LookAlike({ load, onLoaded: () => { told += 1; } });
  assert.equal(lookAlike.knows('Deft Mole'), true);
  assert.equal(lookAlike.knows('José'), true, 'a mark on a letter is no other letter');
  assert.equal(fetched.length, 0);
  assert.equal(lookAlike.knows('Dеft'), false);
  assert.equal(lookAlike.knows('Mоlе'), false);
  await new Promise((resolve) => { setImmediate(resolve); });
  assert.deepEqual([fetched.length, told], [1, 1]);
  assert.equal(lookAlike.knows('Dеft'), true);
  assert.equal(new LookAlike({ load }).knows('Dеft'), true, 'for every room');
});

test('where it cannot be fetched the next name tries again', async () => {
  let tries = 0;
  const lookAlike = new LookAlike({ load: async () => { tries += 1; throw new Error('offline'); }, onLoaded: assert.fail });
  for (let turn = 1; turn <= 3; turn += 1) {
    assert.equal(lookAlike.knows('Dеft'), false);
    await new Promise((resolve) => { setImmediate(resolve); });
    assert.equal(tries, turn);
  }
});
