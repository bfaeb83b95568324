// Every language that the page offers is whole, and says what English says.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { commandOf } from '../../www/js/kinds/command.js';
import { choose, directionOf, languages, offeredOf } from '../../www/js/words/languages.js';
import { Sentences, Translation } from '../../www/js/words/translation.js';
import { copyOf, faultsOf, isTree, leavesOf, wantedOf } from './support/language-files.mjs';

const folder = new URL('../../www/js/words/', import.meta.url);
const names = (await readdir(folder)).sort();
const englishFiles = names.filter((name) => /^en(-.*)?\.js$/.test(name));

// No sentences of a part: from the names people get others are made, in every language the same; the forms are for translators.
const NO_PART = ['en-names.js', 'en-forms.js'];
// The same in every language.
const SAME = ['page.page.title', 'attention.notification.title'];
// Functions without words of their own: they put others together.
const WORDLESS = [
  'main.page.tab', 'main.status', 'main.log.host', 'own-lines.held', 'own-lines.after', 'connection.rows', 'connection.about.version',
  'private-dialogs.room.afterThat', 'others.refused.notNow', 'others.fateOf',
];

const loaded = new Map(await Promise.all(englishFiles.map(async (name) => [name, await import(new URL(name, folder))])));
const parts = new Map(globalThis.oneTimeChat.parts);
const english = Object.fromEntries([...parts].map(([part, sentences]) => [part, copyOf(sentences)]));
const { forms } = loaded.get('en-forms.js');
const wanted = wantedOf(english, forms, SAME);

const ann = { name: 'Ann', like: null };
const event = (name, what, more = {}) => ({ name, like: null, what, ...more });
const renamed = (name, from) => event(name, 'renamed', { from: { name: from, like: null } });
const facts = { hold: 25, interval: 0, cut: 20, mostBody: 30_500, count: 3, status: 502 };
const findings = [[{ ...facts }], [{ ...facts, interval: 5000, count: 1 }], [{ ...facts, cut: null, count: 2, mostBody: Infinity }]];
const PEOPLE = [[[event('Ann', 'joined')]], [[event('Ann', 'joined'), event('Ben', 'left'), event('Cid', 'gone')]], [['Ann', 'Ben'].map((name) => event(name, 'gone'))],
  [Array.from({ length: 1200 }, (_, number) => event(`P${number}`, 'joined'))], [[renamed('Ann', 'Bea')]], [Array.from({ length: 5 }, (_, number) => renamed(`P${number}`, `Q${number}`))],
  [[{ ...event('Ann', 'joined'), like: 'Ann' }, event('Ben', 'left'), event('Cid', 'left'), event('Dan', 'left')]]];

// Those that have lists of names, and what may stand before the last.
const LISTS = ['main.notice', 'talk.reactors', 'others.typing', 'others.heldBy', 'others.heldNotBy'];
const AND = /,? and /g;

// Arguments for each function that has words of its own.
const SAMPLES = {
  'main.countdown': [[1], [4200]],
  'main.people.guest': [['abcdef']],
  'main.people.looksLike': [['Ann']],
  'main.people.present': [[1], [2], [1200]],
  'main.people.presentLabel': [[''], ['2 people here']],
  'main.log.showAll': [[2000]],
  'main.log.earlier': [[1], [42]],
  'main.log.fresh': [[1], [4200]],
  'main.log.spoken': [['Ann', null, '{who} says'], ['Ann', 'Anna', '$& hello']],
  'main.notice': PEOPLE,
  'main.composer.tooLong': [[1], [1200]],
  'main.leaving.title': [['lobby'], ['garden'], ['~AbC']],
  'own-lines.heldBy': [[1, 3], [1200, 1300]],
  'own-lines.leftToSee': [[5], [600]],
  'own-lines.left': [[1200], [-5]],
  'own-lines.leftSpoken': [[1200], [-5]],
  ...Object.fromEntries(Object.keys(english.connection.findings).map((kind) => [`connection.findings.${kind}`, findings])),
  'connection.state.well': [[facts], [{ ...facts, interval: 5000 }]],
  'connection.values.every': [[1], [2.26], [20]],
  'connection.values.upTo': [[25]],
  'connection.values.milliseconds': [[41.7]],
  'connection.values.ago': [[5000], [600_000]],
  'connection.values.passed': [[10], [30_500]],
  'connection.about.versionIs': [['1.2']],
  'connection.about.hashIs': [['abc']],
  'connection.paper.tally': [[{ answered: 30, requests: 31, now: 600_000, since: 0 }]],
  'connection.paper.fault': [[{ kind: 'cut', count: 2, ago: 5000 }]],
  'talk.reactWith': [['👍']],
  'talk.replying': [['Ann'], ['{name} $1']],
  'talk.spokenReply': [['Ann', 'Ben: {name} $& hello']],
  'talk.reactors': [['👍', ['Ann', 'Ben'], true], ['👍', [], true], ['👍', ['Ann'], false], ['👍', Array.from({ length: 1200 }, (_, number) => `P${number}`), true], ['👍', Array.from({ length: 21 }, (_, number) => `P${number}`), false]],
  'talk.reacted': [[1], [1200]],
  'talk.moreReactions': [[13]],
  'talk.fresh': [[1], [4], [1200]],
  'talk.spokenMention': [['Ann: {sentence} hello']],
  'talk.spokenAction': [['Ann', 'waves {name}']],
  'talk.offered': [[1], [2], [8]],
  'talk.unknown': [['$&']],
  'talk.found': [[0, 0, false], [1, 3, false], [1000, 1000, true]],
  ...Object.fromEntries(['others.more', 'others.refused.like', 'others.renamed', 'others.to', 'others.notHere', 'others.ignoring', 'others.heeded',
    'files.describe', 'files.remove', 'files.empty', 'files.failed', 'files.getOf', 'files.saveOf', 'files.stopOf', 'files.receiving', 'files.giving']
    .map((path) => [path, [['Ann'], ['{name} $1']]])),
  'others.refused.blank': [[]],
  'others.refused.reserved': [[]],
  'others.typing': [[[]], [['Ann']], [['Ann', 'Ben']], [['Ann', 'Ben', 'Cid']]],
  'others.hidden': [[1, 'Ann'], [1200, '{name} $1']],
  'others.hiddenOfMany': [[1, 2], [1200, 1300]],
  'others.manyMoved': [[1], [1200]],
  'others.heldBy': [[['Ann']], [['Ann', 'Ben', 'Cid']]],
  'others.heldNotBy': [[['Ann']], [['Ann', 'Ben', 'Cid']]],
  'others.rest': [[1], [1200]],
  'files.recording': [[5, 120]],
  'files.voiceNote': [[5.4]],
  'files.send': [[1], [5]],
  'files.tooLarge': [['Ann', 10_500_000]],
  'files.tooMany': [[10]],
  'files.size': [[0], [1], [999], [1000], [30_500], [999_999], [1_260_000], [25_000_000]],
  'files.coming': [[0], [0.427], [1]],
  'files.given': [[1, 1], [1, 2], [1200, 1300]],
  'formatting.code': [[''], ['js']],
  'attention.missed': [[1, ''], [1200, 'Ann joined'], [0, 'Ann joined']],
  'attention.notification.from': [['Ann']],
  'connection.pictureSays': [[{ answered: 5, lost: 1, waiting: 2, streams: 0 }], [{ answered: 5, lost: 1, waiting: 2, streams: 1 }]],
  ...Object.fromEntries(['unreadable', 'ruled', 'seesAnother', 'seesOthers', 'removed'].map((what) => [`additions.remarks.${what}`, [['Ann', {}]]])),
  'additions.remarks.withheld': [['Ann', { by: '' }], ['Ann', { by: 'Ben' }]],
  'additions.remarks.notSeen': [['Ann', { other: null }], ['Ann', { other: '' }], ['Ann', { other: 'Ben' }]],
  'private.called': [[''], ['Garden']],
  'private.knock.said': [['one two three four five']],
  'private.knock.admitThis': [['one two three four five']],
  'private.knock.turnAwayThis': [['one two three four five']],
  'private.knock.more': [[1], [3]],
  'private.person.more': [['Ann']],
  'private-dialogs.once.number': [[3]],
  'private-dialogs.once.changed': [[3, 'used']],
  'private-dialogs.once.copyThis': [[3]],
  'private-dialogs.once.withdrawThis': [[3]],
  ...Object.fromEntries(['person.appointQuestion', 'person.appointed', 'person.removeQuestion', 'person.removed', 'person.before', 'compare.title', 'compare.verified', 'compare.warning']
    .map((path) => [`private-dialogs.${path}`, [['Ann'], ['{name} $1']]])),
  'private-dialogs.room.afterSeconds': [[30]],
  'private-dialogs.room.vanish': [[10], [0], [30]],
};

const at = (tree, path) => path.split('.').reduce((found, key) => found?.[key], tree);
const merged = (one, other) => (isTree(one) && isTree(other) ? Object.fromEntries([...new Set([...Object.keys(one), ...Object.keys(other)])].map((key) => [key, merged(one[key], other[key])])) : other ?? one);
const withoutFunctions = (tree) => Object.fromEntries(Object.entries(tree).filter(([, value]) => typeof value !== 'function').map(([key, value]) => [key, isTree(value) ? withoutFunctions(value) : value]));
const functions = [...leavesOf(english)].filter(([, value]) => typeof value === 'function').map(([path]) => path);

function translated(locale, data) {
  const translation = new Translation(locale, data);
  const target = copyOf(english);
  for (const part of Object.keys(english)) translation.into(target[part], part, english[part]);
  return target;
}

describe('English', () => {
  test('every file of sentences is a part that can be said in another language', () => {
    const objects = [...parts.values()];
    for (const [name, module] of loaded) {
      if (NO_PART.includes(name)) continue;
      for (const [exported, value] of Object.entries(module)) assert.ok(objects.includes(value), `${name}: ${exported} is not handed to spoken()`);
    }
  });

  test('every function has forms for translators, or no words of its own', () => {
    for (const path of functions) assert.notEqual(at(forms, path) === undefined, WORDLESS.includes(path) === false, `${path}: put it into en-forms.js`);
    for (const path of WORDLESS) assert.equal(typeof at(english, path), 'function', path);
  });

  const said = translated('en', merged(withoutFunctions(english), forms));
  for (const path of functions.filter((each) => !WORDLESS.includes(each))) {
    test(`${path} says the same as its forms`, () => {
      assert.ok(SAMPLES[path], 'there are no samples of its arguments');
      for (const values of SAMPLES[path]) {
        const [mine, its] = [at(english, path)(...values), at(said, path)(...values)];
        if (LISTS.includes(path)) assert.equal(its.replaceAll(AND, ', '), mine.replaceAll(AND, ', ')); // the list as Intl writes it
        else assert.deepEqual(its, mine);
      }
    });
  }
});

/** Sentences that are one in English and two in the language: what is on the screen already can be taken for the other one. */
function ambiguous(target) {
  const seen = new Map();
  const plain = ['main', 'page', 'settings', 'own-lines', 'talk', 'others', 'files', 'formatting', 'attention', 'private', 'additions', 'turned-off', 'framed', 'site'].flatMap((part) => [...leavesOf(english[part])].map(([path, sentence]) => [`${part}.${path}`, sentence]));
  return plain.filter(([, sentence]) => typeof sentence === 'string').flatMap(([path, sentence]) => {
    const said = at(target, path);
    const before = seen.get(sentence) ?? said;
    seen.set(sentence, before);
    return before === said ? [] : [`“${sentence}” is “${before}” and, at ${path}, “${said}”`];
  });
}

describe('the languages', () => {
  test('each file is offered, and each language but English has a file', () => {
    const files = names.filter((name) => /^[a-z]{2}\.js$/.test(name) && name !== 'en.js').map((name) => name.slice(0, 2));
    assert.deepEqual(Object.keys(languages).filter((code) => code !== 'en').sort(), files);
    for (const code of files) assert.deepEqual(Intl.PluralRules.supportedLocalesOf(code), [code]);
  });

  test('the README names each', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    for (const code of Object.keys(languages)) assert.match(readme, new RegExp(`\\b${new Intl.DisplayNames('en', { type: 'language' }).of(code)}\\b`));
  });

  for (const [code, [, load]] of Object.entries(languages)) {
    if (!load) continue;
    test(`${code} is whole`, async () => assert.deepEqual(faultsOf(code, (await load()).words, wanted), []));

    test(`${code} says in one way what English says in one way`, async () => assert.deepEqual(ambiguous(translated(code, (await load()).words)), []));

    test(`${code}: commands are typed as in English, but for what follows them`, async () => {
      const { commands } = (await load()).words.talk;
      for (const [name, { typed }] of Object.entries(english.talk.commands)) {
        const [mine, its] = [typed, commands[name].typed].map((text) => commandOf(text)?.word ?? text.slice(0, 2));
        assert.equal(its, mine);
      }
    });

    test(`${code}: every function fills its forms`, async () => {
      const target = translated(code, (await load()).words);
      for (const [path, samples] of Object.entries(SAMPLES)) {
        for (const values of samples) {
          const result = at(target, path)(...values);
          for (const text of isTree(result) ? Object.values(result) : [result]) assert.doesNotMatch(text, /undefined|NaN|\[object/, path);
          if (JSON.stringify(result).split(/\s/).length > 4) assert.notDeepEqual(result, at(english, path)(...values), `${path} is said in English`);
        }
      }
    });
  }
});

describe('the checks find', () => {
  const small = new Map([['a', 'Close'], ['b', { one: '{count} line', other: '{count} lines' }], ['c', 'To {name} and all the others'], ['d', ' (you)']]);
  const good = { a: 'Zu', b: { one: '{count} Zeile', other: '{count} Zeilen' }, c: 'An {name} und alle anderen', d: ' (du)' };
  const cases = {
    nothing: [{}, []],
    'a missing sentence': [{ a: undefined }, ['a is missing']],
    'one that nobody wants': [{ e: 'Mehr' }, ['e is used nowhere']],
    'a slot that is missing': [{ c: 'An alle anderen' }, ['c lacks {name}']],
    'a slot that nothing fills': [{ a: 'Zu {x}' }, ['a has {x}, which nothing fills']],
    'a slot that is open': [{ c: 'An {name} und {alle' }, ['c has a brace that is no slot']],
    'a long label': [{ a: 'Dieses Fenster schließen' }, ['a is too long: “Dieses Fenster schließen” for “Close”']],
    'a plural form that is missing': [{ b: { other: '{count} Zeilen' } }, ['b lacks the plural form “one”']],
    'a plural form of another language': [{ b: { one: '{count} Zeile', few: '{count} Zeilen', other: '{count} Zeilen' } }, ['b has the plural form “few”, which the language has not']],
    'no plural forms': [{ b: '{count} Zeilen' }, ['b has no plural forms']],
    English: [{ c: 'To {name} and all the others' }, ['c is English: “To {name} and all the others”']],
    'a space that is missing': [{ d: '(du)' }, ['d has spaces too many or too few']],
    'an empty sentence': [{ a: '' }, ['a is empty']],
  };
  for (const [what, [change, expected]] of Object.entries(cases)) {
    test(what, () => assert.deepEqual(faultsOf('de', JSON.parse(JSON.stringify({ ...good, ...change })), small), expected));
  }
});

describe('a translation', () => {
  const data = { main: { log: { fresh: { one: '{count} новое', few: '{count} новых (2–4)', many: '{count} новых' } }, header: { lobby: 'Лобби' } } };

  test('follows the plural rules of the language, and writes numbers as it does', () => {
    const { main } = translated('ru', { main: { log: { fresh: { ...data.main.log.fresh, other: '{count} нового' } } } });
    assert.deepEqual([1, 2, 5, 21, 1200].map((count) => main.log.fresh(count)), ['1 новое', '2 новых (2–4)', '5 новых', '21 новое', '1\u00a0200 новых']);
  });

  test('says in English what is missing or broken', () => {
    const { main } = translated('ru', { main: { header: { lobby: 'Лобби' }, log: { fresh: { other: 5 } }, notice: {} } });
    assert.equal(main.header.lobby, 'Лобби');
    assert.equal(main.header.noRoom, english.main.header.noRoom);
    assert.equal(main.log.fresh(2), '2 new messages');
    assert.equal(main.notice([event('Ann', 'joined')]), english.main.notice([event('Ann', 'joined')]));
  });

  test('keeps the names that it is told apart', () => {
    const { main } = translated('de', { main: { people: { looksLike: 'wie {name}' } } });
    assert.equal(main.people.looksLike(ann.name), 'wie \u2068Ann\u2069');
  });
});

describe('the sentences of the page', () => {
  const make = () => {
    const main = { header: { lobby: 'Lobby' }, refusal: { gone: 'Gone' }, remarks: {}, locale: [] };
    const shared = { parts: [['main', main]] };
    return { main, shared, sentences: new Sentences(shared) };
  };
  const german = () => new Translation('de-AT', { main: { header: { lobby: 'Foyer' } }, late: { close: 'Zu' }, additions: { refusal: { cut: 'Abgeschnitten' } } });

  test('change to another language and back', () => {
    const { main, sentences } = make();
    sentences.speak(german());
    assert.deepEqual([main.header.lobby, main.locale], ['Foyer', 'de-AT']);
    assert.deepEqual(sentences.plain, [['main.header.lobby', 'Foyer'], ['main.refusal.gone', 'Gone'], ['main.locale', 'de-AT']]);
    sentences.speak(null);
    assert.deepEqual([main.header.lobby, main.locale], ['Lobby', []]);
  });

  test('those of a part that is loaded later are in the language that is spoken', () => {
    const { shared, sentences } = make();
    sentences.speak(german());
    const late = { close: 'Close' };
    shared.parts.push(['late', late]);
    shared.translate('late', late);
    assert.equal(late.close, 'Zu');
    sentences.speak(null);
    assert.equal(late.close, 'Close');
  });

  test('those that a part has put among them change, too', () => {
    const { main, shared, sentences } = make();
    const additions = { refusal: { cut: 'Cut' } };
    shared.parts.push(['additions', additions]);
    shared.translate('additions', additions);
    Object.assign(main.refusal, additions.refusal);
    sentences.speak(german());
    assert.equal(main.refusal.cut, 'Abgeschnitten');
    sentences.speak(null);
    assert.equal(main.refusal.cut, 'Cut');
  });
});

test('of the languages that somebody reads, the first that is here is chosen', () => {
  assert.deepEqual(choose(['nl-NL', 'de-AT', 'en']), ['de', 'de-AT']);
  assert.deepEqual(choose(['en-GB', 'de']), ['en', 'en-GB']);
  assert.deepEqual(choose(['xx', 'constructor']), ['en', 'en']);
  assert.deepEqual(choose([]), ['en', 'en']);
  assert.deepEqual(choose(['fr', 'de-AT'], ['en', 'de']), ['de', 'de-AT']);
  assert.deepEqual(choose(['fr'], ['de', 'en']), ['en', 'en']);
  assert.deepEqual(choose(['en-GB'], ['fr', 'de']), ['fr', 'fr']);
  assert.deepEqual(['ar', 'de'].map(directionOf), ['rtl', 'ltr']);
});

test('an operator offers some of the languages that are here, or all', () => {
  assert.deepEqual(offeredOf(['hi', 'xx', 'de']), ['de', 'hi']);
  for (const codes of [undefined, [], ['xx', 'constructor']]) assert.deepEqual(offeredOf(codes), Object.keys(languages));
});
