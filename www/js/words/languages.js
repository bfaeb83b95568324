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

/** Of languages that somebody reads, best first (navigator.languages), the first that is here, as `[code, locale]`. */
export function choose(wanted) {
  for (const locale of wanted) {
    const [code] = locale.toLowerCase().split('-');
    if (Object.hasOwn(languages, code)) return [code, locale];
  }
  return ['en', 'en'];
}
