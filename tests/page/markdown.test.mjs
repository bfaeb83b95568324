// What of a text is Markdown, and that nothing anybody writes takes long, or is lost.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import MarkdownIt from 'markdown-it';
import { piecesOf } from '../../www/js/kinds/addresses.js';
import { settled } from '../../www/js/kinds/direction.js';
import { createMarkdown, plainOf } from '../../www/js/kinds/markdown.js';

const work = { steps: 0 };
const treeOf = createMarkdown({ MarkdownIt, piecesOf, settled }, work);

/** A tree in short: `type=start<info or href>"text"(children)`. */
function short(nodes) {
  return nodes.map((node) => {
    if (typeof node === 'string') return JSON.stringify(node);
    const { type, start, info, href, text, children } = node;
    const mark = info || href ? `<${info || href}>` : '';
    return `${type}${start === undefined ? '' : `=${start}`}${mark}${text === undefined ? '' : JSON.stringify(text)}${children ? `(${short(children)})` : ''}`;
  }).join(' ');
}

const READ = {
  '*a* **b** ~~c~~ `d *e*` ***f***': 'paragraph(em("a") " " strong("b") " " del("c") " " code"d *e*" " " em(strong("f")))',
  'a\nb *c*\n    d': 'paragraph("a\\nb " em("c") "\\n    d")',
  'a\n\nb *c*': 'paragraph("a") paragraph("b " em("c"))',
  '# a\nb': 'heading("a") paragraph("b")',
  'a\n---\nb': 'paragraph("a") rule paragraph("b")',
  '> a\nb': 'quote(paragraph("a")) paragraph("b")',
  '> a\n> > b\n> c\nd': 'quote(paragraph("a") quote(paragraph("b")) paragraph("c")) paragraph("d")',
  '- a\n- b\nc': 'list(item("a") item("b")) paragraph("c")',
  'a:\n1. b\n   - c\n2. d': 'paragraph("a:") list=1(item("b" list(item("c"))) item("d"))',
  '> - a\n> b\nc': 'quote(list(item("a")) paragraph("b")) paragraph("c")',
  '2024. a': 'list=2024(item("a"))',
  '```js\n\ta *b*\n```\nc': 'block<js>"\\ta *b*" paragraph("c")',
  '```\na': 'block"a"',
  '> ```\n> a\n> ```\nb': 'quote(block"a") paragraph("b")',
  'see: ```js\na\nb```\nc ```\nd\n```\ne': 'paragraph("see:") block<js>"a\\nb" paragraph("c") block"d" paragraph("e")',
  '```a b\nc```': 'block"a b\\nc"',
  '```a```': 'paragraph(code"a")',
  '\\*a\\* \\\\': 'paragraph("*a* \\\\")',
  '¯\\_(ツ)_/¯ *a*': 'paragraph("¯\\\\_(ツ)_/¯ " em("a"))',
  '<b>a</b> &amp; *c*': 'paragraph("<b>a</b> &amp; " em("c"))',
  '[a]: /b\n[a] *c*': 'paragraph("[a]: /b\\n[a] " em("c"))',
  '|a|b|\n|-|-|\n|*c*|d|': 'paragraph("|a|b|\\n|-|-|\\n|" em("c") "|d|")',
};

test('what people expect in a chat is read', () => {
  for (const [text, wanted] of Object.entries(READ)) assert.equal(short(treeOf(text) ?? []), wanted, text);
});

test('what has nothing to format is shown as it was written', () => {
  const plain = [
    'hello', 'a_b_c', '>.<', '>:(', '+ 1', '+', '-', '- ', '#', '#1', '1.', '*', '**', '---', '***', '****', '`', '```', '```\n```', '2 * 3 * 4', 'a\nb',
    '\\\\server\\a_b', 'https://a.example/_b_/*c*', 'https://a.example/~~b~~', '*.js and *.css', '<b>a</b>', '[a](b)', '![a](b)',
  ];
  for (const text of plain) assert.equal(treeOf(text), null, text);
});

test('a link shows where it goes, and nothing else is one', () => {
  const [{ children: [link] }] = treeOf('[my bank](https://evil.example/x)');
  assert.deepEqual(link, { type: 'link', href: 'https://evil.example/x', host: 'evil.example', children: ['my bank'] });
  const hosts = { '[a](https://bücher.example)': 'xn--bcher-kva.example', '[a](www.a.example)': 'www.a.example', '[a](http://a.example:8080/)': 'a.example:8080', '![a](https://a.example/b.png)': 'a.example' };
  for (const [text, host] of Object.entries(hosts)) assert.equal(treeOf(text)[0].children[0].host, host, text);
  assert.equal(short(treeOf('*a* [https://bank.example](https://evil.example/)')[0].children.slice(2)), 'link<https://evil.example/>(address<https://bank.example/>"https://bank.example")');
  assert.doesNotMatch(short(treeOf('[a](&#106;avascript:alert(1)) *b*')), /link/);
  const closed = [
    'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,a', 'vbscript:a', 'file:///etc/passwd', 'mailto:a@b.example', '//a.example', '/a', '#a', '?a', 'a.example', 'ftp://a.example',
    'https://user@a.example', 'https://a.example%2fb', 'https://a.example\u200b', 'blob:https://a.example/b', 'https://',
  ];
  for (const address of closed) {
    const text = `[a](${address}) *b*`;
    const nodes = treeOf(text);
    assert.doesNotMatch(short(nodes), /link/, text);
    assert.equal(plainOf(nodes), text.replaceAll('*', ''), text);
  }
  assert.equal(plainOf(treeOf('*a* ![b](data:image/png,c)')), 'a ![b](data:image/png,c)');
  for (const label of ['a'.repeat(201), 'a\nb']) assert.doesNotMatch(short(treeOf(`*a* [${label}](https://b.example)`)), /link/, 'its host could be out of sight');
  assert.equal(short(treeOf('*a* [why](https://a.example/why?)')), 'paragraph(em("a") " [why](" address<https://a.example/why>"https://a.example/why" "?)")');
});

test('in an address is no Markdown, whatever stands around it', () => {
  const address = 'https://a.example/_b_/*c*/~~d~~/e';
  for (const [before, behind] of [['*', '*'], ['**', '**'], ['> ', ''], ['- ', ''], ['(', ') *e*']]) {
    assert.ok(short(treeOf(`${before}${address}${behind}`)).includes(`address<${address}>`), before);
  }
});

test('what turns a text reaches nowhere', () => {
  assert.doesNotMatch(JSON.stringify(treeOf('*a\u202eb* `c\u202ed`\n```\n\u202ee\n```')), /\u202e/);
});

test('those who hear the page hear no signs', () => {
  assert.equal(plainOf(treeOf('# a\n> *b* `c`\n\n- d\n- [e](https://f.example/)\n\n```\ng\n```')), 'a\nb c\nd\ne (f.example)\ng');
});

// --- Floods -----------------------------------------------------------------

const many = (text) => (length) => text.repeat(Math.ceil(length / text.length)).slice(0, length);
const rising = (make) => (length) => {
  const parts = [];
  for (let [index, size] = [0, 0]; size < length; index += 1) {
    parts.push(make(index));
    size += parts.at(-1).length;
  }
  return parts.join('').slice(0, length);
};

const FLOODS = {
  ...Object.fromEntries([
    '[', ']', '![', '[](', '[a](', '[[a](', '>', '> ', '- ', '* ', '1. ', '-\n', '*', '**', '***', '_', '~', '~~', '*a ', 'a*', 'a**b*', '*a _b ', '**a *b', '_a_', '`', '`a', '``a`', '\\', '\\*', '<', '<a ', '<!--', '&', '&amp',
    '|a', '[a]: /b\n', '[a]', '```\n', '```a\n', 'a```', '~~~\n', '# ', '#', '*a*\n', '> a\nb\n', '- a\n', '- a\n\n', '> - ', '- > ', 'http://', 'http://a.b/*', 'www.', '[a](http://b.c/) ', '\n*a*\n', '\u2067*', '* * *\n', '*\t',
  ].map((text) => [JSON.stringify(text), many(text)])),
  'deeper lists': rising((index) => `${' '.repeat(2 * (index % 500))}- a\n`),
  'deeper quotes': rising((index) => `${'>'.repeat(index % 500)} a\n`),
  'longer runs of `': rising((index) => `a${'`'.repeat(index + 1)}`),
  'longer runs of *': rising((index) => `a${'*'.repeat(index % 300)}`),
  'nested emphasis': (length) => `${many('*')(length / 2)}a${many('*')(length / 2)}`,
  'nested brackets': (length) => `${many('[')(length / 2)}a${many(']')(length / 2)}`,
  'nested links': (length) => `${many('[')(length / 2)}${many('](http://a.b)')(length / 2)}`,
  'many definitions': rising((index) => `[${index}]: http://a.b\n`),
  'one word': many('a_'),
};

test('work grows with the length of a text, whatever is in it', () => {
  const PER_CHARACTER = 8;
  for (const [name, flood] of Object.entries(FLOODS)) {
    for (const length of [8000, 16_000, 32_000]) {
      work.steps = 0;
      treeOf(flood(length));
      assert.ok(work.steps <= PER_CHARACTER * length, `${name}: ${work.steps} steps for ${length} characters`);
    }
  }
});

test('what is longer than a long text costs nothing, and is shown as it was written', () => {
  for (const flood of Object.values(FLOODS)) {
    work.steps = 0;
    assert.equal(treeOf(flood(200_000)), null);
    assert.equal(work.steps, 0);
  }
});

test('what the package stumbles at is shown as it was written', () => {
  class Stumbling extends MarkdownIt {
    parse() {
      throw new Error("block rule didn't increment state.line");
    }
  }
  assert.equal(createMarkdown({ MarkdownIt: Stumbling, piecesOf, settled })('*a*'), null);
});

function measured(nodes, depth = 1) {
  const inner = nodes.map((node) => (node.children ? measured(node.children, depth + 1) : { size: 0, depth }));
  return { size: nodes.length + inner.reduce((sum, { size }) => sum + size, 0), depth: inner.reduce((most, each) => Math.max(most, each.depth), depth) };
}

test('a tree is neither deep nor large', () => {
  let formatted = 0;
  for (const flood of Object.values(FLOODS)) {
    for (const length of [100, 1000, 4000, 32_000]) {
      const nodes = treeOf(flood(length));
      if (nodes === null) continue;
      formatted += 1;
      const { size, depth } = measured(nodes);
      assert.ok(size <= 4000 && depth <= 22, `${size} nodes, ${depth} deep`);
    }
  }
  assert.ok(formatted > 20);
});

// Letters come in order, so that one which is lost, doubled or in another place is found.
function* soups(count) {
  const signs = ['*', '**', '_', '~~', '`', '``', '```', '\n', '\n\n', '\n> ', '\n- ', '\n1. ', '\n# ', '[', ']', '](', ')', '![', '\\', '<', '>', ' ', '  ', '    ', '\n```\n', '\t', '---', 'https://a.example/', '&', '|', '"'];
  let seed = 7;
  const next = (most) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * most);
  };
  for (let index = 0; index < count; index += 1) {
    let letter = 0x4e00;
    yield Array.from({ length: 3 + next(40) }, () => (next(3) === 0 ? String.fromCharCode(letter++) : signs[next(signs.length)])).join('');
  }
}

const everything = (nodes) => nodes.map((node) => (typeof node === 'string' ? node : `${node.info ?? ''}${node.text ?? ''}${everything(node.children ?? [])}${node.href ? decodeURI(node.href) : ''}`)).join('');

test('nothing that was written is lost', () => {
  let formatted = 0;
  for (const soup of soups(20_000)) {
    const nodes = treeOf(soup);
    if (nodes === null) continue;
    formatted += 1;
    const letters = (text) => [...text.replace(/[^\u4e00-\u9fff]/g, '')];
    const shown = new Set(letters(everything(nodes)));
    assert.deepEqual(letters(soup).filter((letter) => !shown.has(letter)), [], soup);
  }
  assert.ok(formatted > 5000);
});
