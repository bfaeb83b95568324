// Reads the English sentences and a language file, and says what is amiss in the latter. Each check gives a list of sentences,
// empty where all is well.

const SLOT = /\{(\w+)\}/g;
const LABEL_CHARACTERS = 30; // what is no longer than that is on buttons, in rows and the like
const COUNTS = [...Array.from({ length: 1001 }, (_, count) => count), 10_000, 100_000];

export const isTree = (value) => typeof value === 'object' && value !== null;
export const copyOf = (tree) => (isTree(tree) ? Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, copyOf(value)])) : tree);

/** The leaves of a tree as a Map: path to value. */
export function leavesOf(tree, path = []) {
  return new Map(Object.entries(tree).flatMap(([key, value]) => (isTree(value) ? [...leavesOf(value, [...path, key])] : [[[...path, key].join('.'), value]])));
}

const slotsIn = (text) => [...text.matchAll(SLOT)].map(([, name]) => name);
const isPlural = (form) => isTree(form) && 'other' in form && Object.values(form).every((each) => typeof each === 'string')
  && Object.keys(form).every((key) => /^(\d+|zero|one|two|few|many|other)$/.test(key));

/** The pieces of a language file as a Map, path to sentence or plural forms. */
function piecesOf(tree, path = []) {
  return new Map(Object.entries(tree).flatMap(([key, value]) => {
    const here = [...path, key];
    return isTree(value) && !isPlural(value) ? [...piecesOf(value, here)] : [[here.join('.'), value]];
  }));
}

/**
 * What a language file must have, path to the sentence in English: of `english`, part to sentences, the plain ones that say something, and
 * all of `forms` (en-forms.js). `same` are the paths of those that are the same in every language.
 */
export function wantedOf(english, forms, same) {
  const plain = [...leavesOf(english)].filter(([path, value]) => typeof value === 'string' && /\p{L}/u.test(value) && !same.includes(path));
  return new Map([...plain, ...piecesOf(forms)]);
}

const textsOf = (piece) => (isTree(piece) ? Object.values(piece) : [piece]);

function wrongSlots(path, piece, english) {
  const wanted = new Set(textsOf(english).flatMap(slotsIn));
  return Object.entries(isTree(piece) ? piece : { '': piece }).flatMap(([key, text]) => {
    if (/[{}]/.test(text.replaceAll(SLOT, ''))) return [`${path} has a brace that is no slot`];
    const has = new Set(slotsIn(text));
    // Where the number is known, it may be in words.
    const lacks = [...wanted].filter((name) => !has.has(name) && !(name === 'count' && isTree(piece) && key !== 'other'));
    return [...lacks.map((name) => `${path} lacks {${name}}`), ...[...has].filter((name) => !wanted.has(name)).map((name) => `${path} has {${name}}, which nothing fills`)];
  });
}

function wrongPlurals(code, path, piece, english) {
  if (!isTree(english)) return isTree(piece) ? [`${path} has plural forms, and English has none`] : [];
  if (!isTree(piece)) return [`${path} has no plural forms`];
  const rules = new Intl.PluralRules(code);
  const lacks = new Set(COUNTS.filter((count) => piece[count] === undefined && piece[rules.select(count)] === undefined).map((count) => rules.select(count)));
  const categories = rules.resolvedOptions().pluralCategories;
  const odd = Object.keys(piece).filter((key) => !/^\d+$/.test(key) && !categories.includes(key));
  return [...[...lacks].map((category) => `${path} lacks the plural form “${category}”`), ...odd.map((category) => `${path} has the plural form “${category}”, which the language has not`)];
}

function overlong(path, piece, english) {
  const longest = Math.max(...textsOf(english).map((text) => text.length));
  const most = longest <= LABEL_CHARACTERS ? 2 * longest + 6 : 1.7 * longest;
  return textsOf(piece).filter((text) => text.length > most).map((text) => `${path} is too long: “${text}” for “${textsOf(english).at(-1)}”`);
}

function untranslated(path, piece, english) {
  return textsOf(piece).filter((text) => text.split(' ').length > 3 && textsOf(english).includes(text)).map((text) => `${path} is English: “${text}”`);
}

function untidy(path, piece, english) {
  const edges = (text) => [/^[\s（]/.test(text), /\s$/.test(text)].join(); // a wide bracket has its own space
  const texts = textsOf(piece);
  if (texts.some((text) => text.trim() === '')) return [`${path} is empty`];
  return texts.some((text) => edges(text) !== edges(textsOf(english)[0]) || /\S\s{2,}|[^\S\u00a0\u202f ]/.test(text)) ? [`${path} has spaces too many or too few`] : [];
}

/** What is amiss in the file `words` of the language `code`. */
export function faultsOf(code, words, wanted) {
  const pieces = piecesOf(words);
  const missing = [...wanted.keys()].filter((path) => !pieces.has(path)).map((path) => `${path} is missing`);
  const unused = [...pieces.keys()].filter((path) => !wanted.has(path)).map((path) => `${path} is used nowhere`);
  const wrong = [...pieces].filter(([path]) => wanted.has(path)).flatMap(([path, piece]) => {
    const english = wanted.get(path);
    return [wrongSlots, overlong, untranslated, untidy].flatMap((check) => check(path, piece, english)).concat(wrongPlurals(code, path, piece, english));
  });
  return [...missing, ...unused, ...wrong];
}
