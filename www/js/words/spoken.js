// Sentences that can be said in another language. Each part of the page that is loaded has its own, in English; they are
// listed where view/settings.js finds them, which puts a translation in their place, now and whenever another is chosen. Where the
// operator calls the page something else, view/operator.js gives `rename`.

const shared = (globalThis.oneTimeChat ??= {}); // with those parts that are bundles of their own

/** Returns `english`, the sentences that a language file has under `part`; from now on in the language of the page. */
export function spoken(part, english) {
  (shared.parts ??= []).push([part, english]);
  shared.rename?.(english);
  shared.translate?.(part, english);
  return english;
}
