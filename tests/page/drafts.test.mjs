import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Drafts } from '../../www/js/chat/drafts.js';
import { words } from '../../www/js/words/words.js';

const typed = (text) => ({ text, selection: [1, 2, 'forward'], why: null });

test('each room has its own draft, and no room another', () => {
  const drafts = new Drafts();
  assert.equal(drafts.any, false);
  drafts.keep('private-9', typed('the key'));
  assert.equal(drafts.of('lobby').text, '');
  assert.equal(drafts.of(null).text, '');
  assert.deepEqual(drafts.of('private-9'), typed('the key'));
  assert.equal(drafts.any, true);
  drafts.keep('private-9', typed(''));
  assert.equal(drafts.any, false);
  drafts.keep('lobby', typed(' \n '));
  assert.equal(drafts.any, false, 'nobody misses blanks');
});

test('what could not be sent comes before what stands there, with the reason', () => {
  const drafts = new Drafts();
  drafts.keep('garden', typed('now'));
  drafts.giveBack('garden', ['first', 'second'], 'path');
  assert.equal(drafts.of('garden').text, 'first\nsecond\nnow');
  drafts.giveBack('other', ['third'], 'server');
  assert.deepEqual([drafts.of('other').text, drafts.of('other').why, drafts.of('garden').why], ['third', 'server', 'path']);
  for (const why of ['server', 'path', 'network', 'left']) assert.match(words.composer.returned[why], /back in the box/);
});
