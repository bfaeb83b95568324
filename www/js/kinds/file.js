// A file that somebody offers. The line says what it is; the file itself comes apart from it, to those who ask (files/). It is loaded
// later (chat/alterations.js), so it is in no list of kinds.

import { foldBlankLines } from './blank.js';
import { settled } from './direction.js';
import { isMessageId, wellFormed } from './fields.js';

export const MOST_BYTES = 25 * 1024 * 1024;

const LONGEST_TEXT = 1000;
const LONGEST_NAME = 80;
const LONGEST_ENDING = 12;
const MOST_PIXELS_A_SIDE = 65_535;
const UNKNOWN_TYPE = 'application/octet-stream';

const TYPE = /^[a-z0-9][a-z0-9.+-]{0,60}\/[a-z0-9][a-z0-9.+-]{0,60}$/;
const DIGEST = /^[\w-]{43}$/; // 32 bytes
const NOT_SHOWN = /[\p{C}\p{Z}\u115f\u1160\u2800\u3164\uffa0]+/gu;
const PILES_OF_MARKS = /(\p{M}{2})\p{M}+/gu;
const NOT_IN_NAMES = /[<>:"|?*]/g; // Windows takes none of them
const RESERVED = /^(?:con(?:in\$|out\$)?|prn|aux|nul|(?:com|lpt)[\d\u00b9\u00b2\u00b3]) *(?:\.|$)/i;

/**
 * A name under which a file may be saved anywhere: no path, no sign that is not seen or turns what is beside it, not hidden, and not
 * so long that its ending is out of sight.
 */
export function cleanFileName(value) {
  const last = typeof value === 'string' ? wellFormed(value.slice(-1000)).normalize('NFC').split(/[/\\]/).at(-1) : '';
  const name = last.replace(NOT_SHOWN, ' ').replace(NOT_IN_NAMES, '_').replace(PILES_OF_MARKS, '$1').replace(/^[ .]+|[ .]+$/g, '');
  const shown = RESERVED.test(name) ? `_${name}` : name || 'file';
  const signs = [...shown];
  if (signs.length <= LONGEST_NAME) return shown;
  const dot = signs.lastIndexOf('.');
  const ending = dot > 0 && signs.length - dot <= LONGEST_ENDING ? signs.slice(dot) : [];
  return [...signs.slice(0, LONGEST_NAME - 1 - ending.length), '…', ...ending].join('');
}

const isSide = (value) => Number.isSafeInteger(value) && value > 0 && value <= MOST_PIXELS_A_SIDE;

function readFile(value) {
  const { id, name, size, type, hash, key, width, height } = value;
  if (!isMessageId(id) || !Number.isSafeInteger(size) || size < 1 || size > MOST_BYTES) return null;
  return {
    id, name: cleanFileName(name), size,
    type: typeof type === 'string' && TYPE.test(type) ? type : UNKNOWN_TYPE,
    ...(typeof hash === 'string' && DIGEST.test(hash) ? { hash } : {}),
    ...(typeof key === 'string' && DIGEST.test(key) ? { key } : {}),
    ...(isSide(width) && isSide(height) ? { width, height } : {}),
  };
}

export const file = {
  name: 'file',
  isLine: true,

  /** `text` says what it is; what says nothing is called by its name. `hash` is missing where the sender's browser could not make one, `key` in public rooms. */
  read({ text, revision, file: value }) {
    const read = typeof value === 'object' && value !== null ? readFile(value) : null;
    if (!read) return null;
    const said = typeof text === 'string' ? foldBlankLines(wellFormed(text.slice(0, LONGEST_TEXT))).replaceAll('\u0000', '\ufffd') : '';
    const content = { text: said || read.name, file: read };
    return Number.isSafeInteger(revision) && revision > 0 ? { ...content, revision } : content;
  },

  write: (content) => content,

  /** What is offered, `{ text, file }`, as it can be sent. */
  compose: (offered) => file.read(offered),

  show: ({ text }) => [{ text: settled(text) }],
  speak: ({ text }) => text,
};
