// What is and what is not part of an address. In each text the address stands between ⟦ and ⟧.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { piecesOf } from '../../www/js/kinds/addresses.js';

const WHERE = [
  // Latin punctuation and brackets
  'see ⟦https://a.example/x?y=1⟧, ok', '⟦https://a.example⟧.', '⟦https://a.example/⟧.', '⟦https://a.example/x⟧...', '⟦https://a.example/x⟧!',
  '⟦https://a.example/x⟧?', '⟦https://a.example/x?p=10⟧.', '⟦https://a.example/x⟧;', '⟦https://a.example/x⟧: yes', '⟦https://a.example/a,b;c:d!e⟧',
  '⟦https://en.wikipedia.org/wiki/Mercury_(planet)⟧', '(⟦https://en.wikipedia.org/wiki/Mercury_(planet)⟧)', '(see ⟦https://a.example/x⟧)',
  '(see ⟦https://a.example/x⟧).', '⟦https://a.example/foo-(with-(nested))⟧.', '⟦https://a.example/(foo)⟧ (bar)', '⟦https://a.example/foo⟧(bar baz)',
  '[⟦https://a.example/x⟧]', '⟦https://a.example/a[b]⟧', '[text](⟦https://a.example/x⟧)[more](⟦https://b.example/⟧)', '{⟦https://a.example/{id}⟧}',
  '⟦https://a.example/x⟧(]', "'⟦https://a.example/x⟧'", "⟦https://a.example/it's⟧", '"⟦https://a.example/x⟧"', '`⟦https://a.example/x⟧`',
  '<⟦https://a.example/x⟧>', '&lt;⟦https://a.example/x⟧&gt;', '⟦https://a.example/?a=1&amp;b=2⟧&quot;', '⟦https://a.example/?a=1&b=2⟧', '**⟦https://a.example/x⟧**',
  '_⟦https://a.example/x⟧_', '~~⟦https://a.example/x⟧~~', '⟦https://a.example/a*b_c~d⟧', '| ⟦https://a.example/x⟧ |', '⟦https://a.example/x-⟧',
  '⟦https://a.example/#/a?b⟧', '⟦https://a.example?x=1⟧', '⟦https://a.example#x⟧', '⟦https://a.example/..%2f/=@,30.3,15z⟧', '⟦https://a.example⟧,b.example',
  'at:⟦https://a.example/x⟧', '⟦HTTPS://A.EXAMPLE/X⟧', 'one ⟦https://a.example/⟧\n⟦http://b.example/⟧ two', '//⟦https://a.example/⟧',
  // other scripts
  '请看⟦https://example.com/abc⟧，谢谢', '⟦https://example.com/abc⟧。', '⟦https://example.com⟧。谢谢', '⟦https://example.com/a⟧、⟦https://example.com/b⟧！',
  '「⟦https://example.com/a⟧」', '『⟦https://example.com/a⟧』', '（⟦https://example.com/a⟧）', '《⟦https://example.com/a⟧》', '【⟦https://example.com/a⟧】',
  '⟦https://example.com/a⟧；⟦https://example.com/b⟧：⟦https://example.com/c⟧？', '“⟦https://example.com/a⟧”', '‘⟦https://example.com/a⟧’', '«⟦https://example.com/a⟧»',
  '⟦https://example.com/a⟧…', '⟦https://example.com/a⟧—see', '｜⟦https://example.com/a⟧｜', '看⟦https://example.com⟧谢谢', 'см.⟦https://example.com/a⟧',
  '⟦https://example.com/a⟧، ⟦https://example.com/b⟧؟', '⟦https://example.com/a⟧।', '⟦https://ja.wikipedia.org/wiki/日本・東京⟧', '⟦https://ru.example/wiki/Москва⟧,',
  '⟦https://he.example/שלום⟧.', '⟦https://ml.example/നിന്നെ-പോലൊരാള്\u200d.html⟧', '⟦https://example.com⟧에서', '⟦https://ca.example/col·lecció⟧', '⟦https://a.example/x⟧😀',
  '😀⟦https://a.example/x⟧', '⟦https://a.example/x⟧\u3000y', '⟦https://example⟧。com/', '⟦https://example⟧．com/',
  // hosts
  '⟦http://localhost:8000/⟧', '⟦http://wiki⟧ page', '⟦http://999.example⟧', '⟦http://my_host.example/⟧', '⟦https://a.example:8080/x⟧', '⟦https://a.example:443⟧:', '⟦http://[::1]:8080/x⟧',
  '([⟦https://[2001:db8::1]/⟧])', '⟦http://127.0.0.1/⟧', '⟦https://xn--bcher-kva.example/⟧', '⟦https://bücher.example/⟧', '⟦https://президент.рф⟧', 'https://⟦https://a.example⟧',
  // www.
  '⟦www.example.com⟧', '⟦https://example.com./a⟧', '⟦https://example.com.:8080/⟧', '⟦https://example.com⟧.', '⟦https://example.com⟧../a', '⟦https://he.wikipedia.org/wiki/צה״ל⟧', '“⟦https://a.example/x⟧’', '⟦https://fr.wikipedia.org/wiki/L’Équipe⟧', '⟦https://a.example/x⟧’ y', '⟦https://b.example⟧😀', '⟦https://a.example/x⟧😀a', '⟦WWW.example.com/x⟧.', '(⟦www.example.com/a_(b)⟧)', '请看⟦www.example.com⟧。', '**⟦www.example.com⟧**', '⟦www.example.com:8080/⟧',
];

test('an address ends where its writer ended it', () => {
  assert.ok(WHERE.length >= 60);
  for (const marked of WHERE) {
    const expected = marked.split(/[⟦⟧]/).map((text, index) => ({ text, linked: index % 2 === 1 })).filter(({ text }) => text !== '');
    const found = piecesOf(marked.replace(/[⟦⟧]/g, '')).map(({ text, href }) => ({ text, linked: href !== undefined }));
    assert.deepEqual(found, expected, marked);
  }
});

const NONE = [
  'plain', 'javascript:alert(1)', 'data:text/html,x', 'ftp://a.example/', 'mailto:ann@a.example', 'ann@a.example', 'ann@www.a.example', 'a.example/x', 'https://', 'https:// a.example',
  'http://[', 'http://[x]/', 'http://.', 'http://-a.example', 'http://.a.example', 'http://?', 'http://a.example:99999/', 'http://a.example:123456/', 'www.', 'www.example',
  'https://i❤.ws/x', 'https://a.orghttps://', 'https://a😀b.example/', 'www..example', 'xwww.example.com', 'git+https://a.example/', 'xhttps://a.example/', 'view.www.example.com', `https://${'a'.repeat(64)}.example/`, `https://${'a.'.repeat(130)}example/`,
  'http\u017f://a.example/', 'https://https://', 'www.1.2',
  // what a reader and a browser could take for different hosts
  'https://user@a.example/', 'https://user:pw@a.example/', 'https://bank.example@evil.example', 'https://bank.example:443@evil.example/', 'https://evil.example\\@bank.example/',
  'https://b%61nk.example/', 'https://bank.ex\u200bample/', 'https://bank.ex.\u200bample/', 'https://bank.ex\u202eample/', 'https://bank.ex\u00adample/', 'https://bank.ex\u200dample/',
  'https://bank.ex\ufe0fample/', 'https://bank.ex\u2066ample/', 'https://bank.example/\u200bx',
];

test('nothing else is one', () => {
  for (const text of NONE) assert.equal(piecesOf(text).some(({ href }) => href), false, JSON.stringify(text));
});

const OPENED = [
  ['https://a.example', 'https://a.example/'], ['HTTPS://A.Example/X', 'https://a.example/X'], ['https://a.example:443/', 'https://a.example/'],
  ['http://a.example:80/', 'http://a.example/'], ['www.a.example', 'https://www.a.example/'], ['https://a.example/#@bank.example', 'https://a.example/#@bank.example'],
  ['https://a.example/日本', 'https://a.example/%E6%97%A5%E6%9C%AC'], ['https://xn--80ak6aa92e.example/', 'https://xn--80ak6aa92e.example/'],
  // the host as the browser writes it is shown beside these
  ['https://bücher.example/', 'https://xn--bcher-kva.example/', 'xn--bcher-kva.example'], ['https://bаnk.example/', 'https://xn--bnk-6cd.example/', 'xn--bnk-6cd.example'],
  ['https://bank.cоm/', 'https://bank.xn--cm-fmc/', 'bank.xn--cm-fmc'], ['https://ｂａｎｋ.example/', 'https://bank.example/', 'bank.example'],
  ['https://③.example/', 'https://3.example/', '3.example'],
  ['http://3232235777/', 'http://192.168.1.1/', '192.168.1.1'], ['http://0x7f.1/', 'http://127.0.0.1/', '127.0.0.1'],
  ['http://0177.0.0.1:80/', 'http://127.0.0.1/', '127.0.0.1'], ['http://[0:0:0:0:0:0:0:1]/', 'http://[::1]/', '[::1]'], ['https://straße.example/', 'https://xn--strae-oqa.example/', 'xn--strae-oqa.example'],
];

test('a link opens the host that it shows, or says which', () => {
  for (const [text, href, host] of OPENED) {
    const [piece, ...rest] = piecesOf(text);
    assert.deepEqual([piece.text, piece.href, piece.host, rest.length], [text, href, host, 0], text);
    assert.equal(new URL(piece.href).host, piece.host ?? /^(?:https?:\/\/)?([^/?#]*?)(?::443|:80)?(?:[/?#]|$)/i.exec(text)[1].toLowerCase());
  }
});

test('the pieces together are the text', () => {
  for (const text of [...WHERE, ...NONE, `http://a.b ${'x'.repeat(90_000)} (https://c.d/e).\n"http://f.g"`]) {
    assert.equal(piecesOf(text).map((piece) => piece.text).join(''), text);
  }
});

test('a character is looked at a few times, whatever the text', () => {
  const units = [
    '(', ')', '[(])', '()', 'https://', 'https://a.b/', 'https://a.b/(', 'https://a.b(', 'www.', 'www.a.b.', 'https://a@', 'https://a:1', 'https://a%', 'https://a.b/;', '&a;', '\u200b',
    'https://a.b\u200b', 'https://a.b/x!!!', '!', '.', '-', '_', 'a', '看https://a.b谢', `https://${'x'.repeat(300)}`, 'https://a.b.', 'http://[::1', '\u2066', '\u200d',
  ];
  for (const unit of units) {
    for (const before of ['', 'https://a.b/', 'https://', 'www.a.b/']) {
      const text = before + unit.repeat(Math.ceil(200_000 / unit.length));
      const work = { steps: 0 };
      piecesOf(text, work);
      assert.ok(/^[^hw看]/.test(before + unit) || work.steps > text.length / 2, 'each character that may belong to an address is counted');
      assert.ok(work.steps < 5 * text.length, `${work.steps} steps for ${text.length} characters of ${JSON.stringify(before + unit)}`);
    }
  }
});
