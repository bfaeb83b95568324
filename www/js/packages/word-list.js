// 2,048 English words that are told from each other well (BIP 39), for numbers of 11 bits.

export { wordlist } from '@scure/bip39/wordlists/english.js';
