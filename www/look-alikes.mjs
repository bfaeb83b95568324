// Makes js/chat/confusables.js out of Unicode's confusables.txt (www.unicode.org/Public/security/, or data/unidata/ in the
// sources of ICU):
//
//   node look-alikes.mjs confusables.txt >js/chat/confusables.js
//
// What look-alike.js finds out without the table is left out.

import { readFile } from 'node:fs/promises';
import { plain, skeleton } from './js/chat/look-alike.js';

const SHOWN_IN_NAMES = /^[\p{L}\p{N}\p{S}\p{P}]$/u;
const LETTERS = /[\p{L}\p{N}|]/u;
// Unicode does not take them for capitals, but as such they are read, and as such it describes small letters of other alphabets.
const SMALL_CAPITALS = new Map([...'ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ'].map((character, index) => [character, 'abcdefghijklmnoprstuvwyz'[index]]));

const text = await readFile(process.argv[2], 'utf8');
const [, date] = /^# Date: (\S+?),/m.exec(text);
const [, year] = /© (\d+) Unicode/.exec(text);
const [, version] = /^# Version: (\S+)/m.exec(text);
const characters = (points) => String.fromCodePoint(...points.trim().split(' ').map((point) => Number.parseInt(point, 16)));

const found = new Map();
for (const [, from, to] of text.matchAll(/^([0-9A-F]+) ;\t([0-9A-F ]+) ;/gm)) {
  const character = characters(from);
  const target = plain(characters(to)).replace(/\p{C}/gu, '');
  if (character < '\x80' || !LETTERS.test(target) || !SHOWN_IN_NAMES.test(character) || character.normalize('NFKD') !== character) continue;
  if (skeleton(character) !== skeleton(target)) found.set(character, target);
}
for (const [character, target] of SMALL_CAPITALS) found.set(character, target);

const sources = new Map();
for (const [character, target] of found) sources.set(target, (sources.get(target) ?? '') + character);
const words = [...sources].sort().flatMap(([target, all]) => [target.replace(/[ ,]/g, ''), all]);
const lines = words.join(',').match(/.{1,119}(?:,|$)/gu).map((line) => line.replace(/[\\`$]/g, '\\$&'));

process.stdout.write(`// Made by look-alikes.mjs out of confusables.txt of Unicode ${version} (${date}), © ${year} Unicode, Inc., under the Unicode
// License in licenses/unicode.txt. By turns: what characters look like, and these characters.

const WORDS = \`${lines.join('\n')}\`;

/** A map from characters to what they look like. */
export function confusables() {
  const table = new Map();
  const all = WORDS.replaceAll('\\n', '').split(',');
  for (let index = 0; index < all.length; index += 2) {
    for (const character of all[index + 1]) table.set(character, all[index]);
  }
  return table;
}
`);
