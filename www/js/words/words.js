// The language the page speaks. Each other file here has all sentences of one language under the same keys.

import { en } from './en.js';

/** The sentences in the language of the page. Where numbers or names belong into one, it is a function of them. */
export const words = en;

/** What people.you is in all languages, whichever is spoken. */
export const YOU = 'You Du Tú Toi Você Вы أنت आप あなた 你'.split(' ');
