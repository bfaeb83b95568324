// Lines that are no message but tell the program something, as those of the page do: a slash and a word.

import { commandOf, withoutSlash } from '../js/kinds/command.js';
import { talk as ofTalk } from '../js/words/en-talk.js';
import { words } from './words.mjs';

/** `[first, rest]` of what stands behind a command; the first may be in quotation marks, and have spaces then. */
export function split(text) {
  const [, double, single, plain, rest] = /^(?:"([^"]*)"|'([^']*)'|(\S*))\s*([^]*)$/.exec(text);
  return [double ?? single ?? plain, rest];
}

const isCalled = (name, text) => text === name || (text.startsWith(name) && /^\s/.test(text.slice(name.length)));

/**
 * `{ person, text }` of what is for one alone: the one of these people whose whole name, or id, it begins with, the longest of them; of names in other letters, where only one
 * fits. Null where nobody is meant for sure.
 */
export function addressed(people, typed) {
  const [first, behind] = split(typed);
  const isQuoted = /^["']/.test(typed);
  const whole = isQuoted ? first : typed;
  const fits = (change) => people
    .flatMap((person) => [person.name, person.id].filter((name) => (isQuoted ? change(name) === change(whole) : isCalled(change(name), change(whole)))).map((name) => ({ person, length: name.length })))
    .sort((one, other) => other.length - one.length);
  for (const found of [fits((text) => text), fits((text) => text.toLowerCase())]) {
    const [best, next] = found;
    if (!best) continue;
    if (next?.length === best.length && next.person !== best.person) return null;
    return { person: best.person, text: isQuoted ? behind : typed.slice(best.length).trimStart() };
  }
  return null;
}

async function tellOne(visit, rest) {
  const found = addressed(visit.people.filter(({ own }) => !own), rest);
  if (!found) return visit.fail(words.said.whom);
  return found.text === '' ? visit.fail(words.said.nothing) : visit.deeds.sayTo(found.person.id, found.text);
}

const COMMANDS = {
  me: (visit, rest) => (rest === '' ? visit.fail(ofTalk.nothingToDo) : visit.deeds.say(rest, undefined, { isAction: true })),
  msg: tellOne,
  nick: (visit, rest) => visit.deeds.rename(rest),
  away: (visit) => visit.deeds.goAway(true),
  back: (visit) => visit.deeds.goAway(false),
  file: (visit, rest) => visit.offer(...split(rest)),
  reply: (visit, rest) => (visit.deeds.last(false) ? visit.deeds.say(rest, undefined, { answered: visit.deeds.last(false) }) : visit.fail(words.said.noLine)),
  react: (visit, rest) => visit.deeds.react(visit.deeds.last(false), rest),
  edit: (visit, rest) => visit.deeds.alter(visit.deeds.last(true), rest),
  withdraw: (visit) => visit.deeds.alter(visit.deeds.last(true), null),
  people: (visit, rest, tell) => tell({ type: 'people', people: visit.people }),
  help: (visit, rest, tell) => tell({ type: 'help', text: words.commands }),
};

/** Says a line, or does what it commands: a promise of whether that was to leave. `tell(event)` is told what comes of it. */
export async function obey(line, visit, tell) {
  const command = commandOf(line);
  if (command?.word === 'quit') return true;
  if (!command) visit.deeds.say(withoutSlash(line));
  else if (Object.hasOwn(COMMANDS, command.word)) await COMMANDS[command.word](visit, command.rest, tell);
  else visit.fail(words.said.noCommand(command.word));
  return false;
}
