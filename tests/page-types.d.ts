// What tsc is told of the page beside its sources: what packages export is theirs, and not looked into.

declare module '@hpke/core';
declare module '@hpke/dhkem-x25519';
declare module '@hpke/hybridkem-x-wing';
declare module '@scure/bip39/wordlists/english.js';
declare module 'markdown-it';
declare module 'markdown-it-emoji/lib/data/full.mjs';
declare module 'qr';
declare module 'qr/decode.js';

/** What boot.js and main.js share. */
declare var oneTimeChat: any;

interface Document {
  /** While the browser prepares the page before anybody looks at it. */
  prerendering?: boolean;
}
