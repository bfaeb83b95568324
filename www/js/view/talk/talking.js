// What people can do with lines, and how they talk about them: answers, reactions, commands, mentions, the search. It is loaded once
// one is online, with what is told of own lines.

import { ALONE } from '../../kinds/alone.js';
import { commandOf, withoutSlash } from '../../kinds/command.js';
import { mentions } from '../../kinds/mentions.js';
import { talk as words } from '../../words/en-talk.js';
import { loadSheet } from '../connection-dialog.js';
import { make } from '../elements.js';
import { OwnLines } from '../own-lines.js';
import { makeButton } from '../button.js';
import { Completion } from './completion.js';
import { showHelp } from './help.js';
import { LineActions } from './line-actions.js';
import { Quotes } from './quotes.js';
import { showReactions } from './reaction-row.js';
import { Reply } from './reply.js';
import { Search } from './search.js';

const AROUND_A_REPLY = 250; // bytes
const MOST_SPOKEN = 4;
const MOST_AT_ONCE = 200; // rows that are gone through in one go: a thousand lines may come, and each may have as many answers
const PAUSE_MS = 30;

// When the box is empty, and has the focus again.
function soon(does) {
  setTimeout(does);
  return true;
}

export class Talking {
  #stay; #log; #announcer; #form;
  #ownLines; #actions; #quotes; #reply; #completion; #search;
  #session = null;
  #talk = null; // of that session
  #myself = null; // `{ id, name }`, as long as nobody comes or goes
  #stale = new Set(); // lines the rows of which are to be gone through
  #timer = null;
  #language = document.documentElement.lang; // in which the lines are gone through
  #cleared = new Set(); // keys of lines that are not to be seen here any more

  /**
   * `stay()` is the session, or null, `status()` the transport's; `form` is what one writes in; `more` is what OwnLines needs.
   * @param {Record<string, any> & { people: any, loadFiles: any }} parts
   */
  constructor({ stay, status, log, announcer, form, ...more }) {
    this.#stay = stay;
    this.#log = log;
    this.#announcer = announcer;
    this.#form = form;
    const say = (sentence) => announcer.say(sentence);
    const rowOf = (line) => log.rowOf(line);
    this.#ownLines = new OwnLines({ stay, status, log, announcer, form, ...more });
    this.#quotes = new Quotes(rowOf);
    this.#reply = new Reply(form);
    this.#actions = new LineActions({
      lines: () => stay()?.lines ?? [], rowOf, lineOf: (row) => log.lineOf(row), form, say,
      alter: (change) => stay()?.later?.then((later) => later && change(later)),
      excess: (text) => stay()?.excess(text) ?? -Infinity,
      mayReply: (line) => line.kind !== ALONE || this.#ownLines.others.otherOf(line) !== undefined,
      reply: (line) => this.#answer(line),
      react: (line, emoji) => this.#react(line, emoji),
      about: (line) => this.#ownLines.about(line),
    });
    this.#completion = new Completion({ form, say, people: () => stay()?.people ?? [] });
    this.#search = new Search({ log: document.querySelector('#log'), say, back: () => this.#box.focus() });
    this.#addTools();
    const { spoken } = announcer;
    announcer.spoken = (line) => this.#spoken(line, spoken);
    loadSheet(document.body, form.dataset.style);
    this.update();
  }

  get #box() {
    return this.#form.querySelector('textarea');
  }

  get #me() {
    return this.#myself ??= this.#session?.people.find(({ own }) => own) ?? null;
  }

  /** Something may have changed in the conversation, or in the box one writes in. */
  update(changes = []) {
    this.#ownLines.update();
    this.#follow();
    this.#translate();
    if (changes.some(({ type }) => type === 'people')) this.#myself = null;
    for (const change of changes) this.#apply(change);
    if (changes.length === 0) return;
    this.#freshen();
    this.#speakOfMentions(changes);
    this.#actions.update();
    this.#search.update();
    if (changes.some(({ type }) => type === 'people')) this.#completion.update();
    if (this.#reply.line) this.#keepReply(changes);
  }

  /** As Others.typing. */
  get typing() {
    return this.#ownLines.others.typing;
  }

  /** As Others.shown. */
  shown(changes) {
    return this.#ownLines.others.shown(changes);
  }

  /** Says what was typed, or does what it commands. False where it is to stay in the box. */
  say(text) {
    const command = commandOf(text);
    if (command && command.word !== 'me') return this.#run(command);
    const isSaid = this.#ownLines.others.say(withoutSlash(text)); // to one alone
    if (isSaid) this.#reply.end();
    return isSaid ?? (command ? this.#run(command) : this.#say(withoutSlash(text)));
  }

  #say(text, manner = {}) {
    const stay = this.#stay();
    const { line } = this.#reply;
    const isTooLong = line !== null && stay.excess(text) > -AROUND_A_REPLY;
    if (isTooLong) return this.#refuse(words.tooLong);
    const re = line && (line.own ? { id: line.id } : { sender: line.sender, id: line.id });
    const isSaid = stay.say(text, { ...manner, ...(re ? { re } : {}) });
    if (isSaid && line) this.#reply.end();
    return isSaid;
  }

  #refuse(sentence) {
    this.#form.querySelector('#trouble').textContent = sentence;
    return false;
  }

  #run({ word, rest }) {
    switch (word) {
      case 'me': return rest === '' ? this.#refuse(words.nothingToDo) : this.#say(rest, { act: true });
      case 'nick': return this.#do(this.#ownLines.others.rename(rest));
      case 'away': return this.#do(this.#ownLines.others.goAway());
      case 'clear': return this.#clear();
      case 'help': return soon(showHelp);
      case 'search': return soon(() => this.#search.open(rest));
      default: return this.#refuse(words.unknown(word));
    }
  }

  // What has gone wrong, or nothing.
  #do(trouble) {
    return trouble === null || this.#refuse(trouble);
  }

  #clear() {
    const lines = this.#session.lines.filter((line) => this.#log.rowOf(line));
    for (const { key } of lines) this.#cleared.add(key);
    this.#log.apply([{ type: 'removed', lines }]);
    this.#reply.end();
    return soon(() => this.#announcer.say(words.cleared));
  }

  #addTools() {
    const tools = make('span', 'talk-tools');
    tools.append(makeButton(words.search, () => this.#search.open()), makeButton(words.help, showHelp));
    this.#form.querySelector('#keys').before(tools);
  }

  // What was said to one alone is answered to that one alone: an answer like any other would tell all of it.
  #answer(line) {
    if (line.kind === ALONE) {
      this.#reply.end();
      this.#ownLines.others.answer(line);
      return;
    }
    this.#reply.begin(line);
    this.#announcer.say(words.replying(line.name));
  }

  #react(line, emoji) {
    if (!this.#talk) return words.noEmoji;
    if (this.#talk.react(line, emoji)) return null;
    return this.#talk.reactionsTo(line).filter(({ isOwn }) => isOwn).length > 1 ? words.tooManyEmoji : words.noEmoji;
  }

  // Another room: nothing of the one before stays.
  #follow() {
    const session = this.#stay();
    if (session !== this.#session) {
      this.#session = session;
      this.#talk = null;
      this.#myself = null;
      this.#cleared.clear();
      this.#stale.clear();
      this.#quotes.clear();
      this.#completion.close();
      this.#reply.end();
      this.#search.close();
    }
    if (session && !this.#talk) session.later?.then((later) => later?.talk).then((talk) => this.#begin(session, talk));
  }

  // What stands at the lines in words with names, once more where the language has become another one.
  #translate() {
    const { lang } = document.documentElement;
    if (lang === this.#language) return;
    this.#language = lang;
    for (const line of this.#session?.lines ?? []) this.#stale.add(line);
    this.#freshen();
    if (this.#reply.line) this.#reply.refresh();
  }

  #begin(session, talk) {
    if (session !== this.#session || this.#talk || !talk) return;
    this.#talk = talk;
    for (const line of session.lines) this.#stale.add(line);
    this.#freshen();
  }

  #apply({ type, line, lines }) {
    if (type === 'removed') for (const each of lines) this.#forget(each);
    if (!line || line.events) return;
    if (this.#cleared.has(line.key)) this.#log.apply([{ type: 'removed', lines: [line] }]);
    this.#stale.add(line);
    if (type === 'added' || type === 'changed') this.#showAnswersTo(line);
  }

  #forget(line) {
    this.#quotes.forget(line);
    this.#showAnswersTo(line);
  }

  #showAnswersTo({ key }) {
    for (const answer of this.#quotes.answersTo(key)) this.#stale.add(answer);
  }

  #freshen() {
    if (this.#timer !== null) return;
    for (const line of [...this.#stale].slice(-MOST_AT_ONCE)) { // the last first: it is most likely seen
      this.#stale.delete(line);
      this.#decorate(line);
    }
    if (this.#stale.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#freshen();
    }, PAUSE_MS);
  }

  #decorate(line) {
    const row = this.#talk && !line.events ? this.#log.rowOf(line) : null;
    if (!row) return;
    this.#quotes.show(line, row, this.#talk.answered(line));
    showReactions(row, this.#talk.reactionsTo(line), (emoji) => this.#talk.react(line, emoji));
    if (this.#talk.isAction(line)) this.#showAction(line, row);
    this.#showMention(line, row);
  }

  #showAction(line, row) {
    row.classList.add('act');
    const body = row.querySelector('.body');
    const actor = body.querySelector('.actor') ?? make('span', 'actor');
    const name = line.own ? this.#me?.name ?? '' : line.name;
    actor.replaceChildren('* ', make('bdi', '', name), ' ');
    if (!actor.isConnected) row.querySelector('.text').before(actor);
  }

  #showMention(line, row) {
    const isMentioned = this.#isMentioned(line);
    if (row.classList.contains('mentions') === isMentioned) return;
    row.classList.toggle('mentions', isMentioned);
    if (isMentioned) row.querySelector('.body').append(make('span', 'mention', words.mentionsYou));
    else row.querySelector('.mention').remove();
  }

  #isMentioned(line) {
    const me = this.#me;
    return !line.own && me !== null && mentions(line.content.text ?? '', me);
  }

  #spoken(line, plainly) {
    const isAction = this.#talk?.isAction(line);
    const sentence = isAction ? words.spokenAction(line.name, line.content.text.slice(0, 400)) : plainly(line);
    const answered = this.#talk?.answered(line)?.line;
    const whole = answered ? words.spokenReply(answered.name, sentence) : sentence;
    return this.#isMentioned(line) ? words.spokenMention(whole) : whole;
  }

  // Of many lines at once only the number is said, but who is mentioned is to hear that.
  #speakOfMentions(changes) {
    const fresh = changes.filter(({ type, line }) => type === 'added' && !line.events && !line.own && !line.earlier).map(({ line }) => line);
    const mentioning = fresh.length > MOST_SPOKEN ? fresh.filter((line) => this.#isMentioned(line)) : [];
    if (mentioning.length === 0) return;
    this.#announcer.say(words.fresh(fresh.length), ...mentioning.slice(0, MOST_SPOKEN).map((line) => this.#announcer.spoken(line)));
  }

  #keepReply(changes) {
    const { line } = this.#reply;
    if (changes.some(({ type, lines }) => type === 'removed' && lines.some(({ key }) => key === line.key))) {
      this.#reply.end();
      this.#announcer.say(words.replyLost);
    } else if (changes.some((change) => change.line === line)) {
      this.#reply.refresh();
    }
  }
}
