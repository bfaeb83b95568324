// The languages of the page: by the code that browsers give, how each is called by those who speak it, and its file. English
// is in the page itself.

export const languages = {
  en: ['English'],
  de: ['Deutsch', () => import('./de.js')],
  fr: ['Français', () => import('./fr.js')],
  es: ['Español', () => import('./es.js')],
  pt: ['Português', () => import('./pt.js')],
  ru: ['Русский', () => import('./ru.js')],
  ar: ['العربية', () => import('./ar.js')],
  zh: ['简体中文', () => import('./zh.js')],
  ja: ['日本語', () => import('./ja.js')],
  hi: ['हिन्दी', () => import('./hi.js')],
};

const RIGHT_TO_LEFT = new Set(['ar']);

/** In which direction a language is written. */
export function directionOf(code) {
  return RIGHT_TO_LEFT.has(code) ? 'rtl' : 'ltr';
}

/** The codes that an operator offers, of those that are here; all where that leaves none. */
export function offeredOf(codes = []) {
  const offered = Object.keys(languages).filter((code) => codes.includes(code));
  return offered.length > 0 ? offered : Object.keys(languages);
}

/** Of languages that somebody reads, best first (navigator.languages), the first that is `offered`, as `[code, locale]`. */
export function choose(wanted, offered = Object.keys(languages)) {
  for (const locale of wanted) {
    const [code] = locale.toLowerCase().split('-');
    if (offered.includes(code)) return [code, locale];
  }
  const other = offered.includes('en') ? 'en' : offered[0];
  return [other, other];
}
