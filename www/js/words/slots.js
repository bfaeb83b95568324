// What the slots of a language file are filled with. For each sentence that is a function in English (en.js and the files that
// begin with en-) there is one of the same arguments that gives the slots by their names; with `form`, the name of the one
// of several forms that is wanted. It may give the whole sentence instead. Where there is none here, a single argument
// fills `{name}` or `{count}`, and the properties of an object fill slots of their own names.

import { isolated } from './isolated.js';

const LONGEST_LIST = 3;
const MOST_REACTING = 20; // of those who have reacted with an emoji, so many are named

const atLeastOne = (value) => Math.max(1, value);

// What several of those below need, in the language of `data`.
function pieces(data, translation) {
  const units = data.connection?.units;
  const unit = (name, count) => translation.say(units[name], { count });
  const seconds = (count) => unit('seconds', count < 10 ? Math.round(count * 2) / 2 : Math.round(count)); // it is not measured any better
  return {
    seconds,
    times: (count) => unit('times', count),
    kilobytes: (bytes) => unit('kilobytes', atLeastOne(Math.floor(bytes / 1000))),
    duration: (milliseconds) => (milliseconds < 90_000 ? unit('briefly', Math.round(milliseconds / 1000)) : unit('minutes', Math.round(milliseconds / 60_000))),
    rhythm: ({ hold, interval }) => (interval > 0
      ? translation.say(units.asking.every, { seconds: seconds(interval / 1000) })
      : translation.say(units.asking.upTo, { hold })),
    called: ({ name, like }) => (like ? `${isolated(name)} (${translation.say(data.main.people.looksLike, { name: like })})` : isolated(name)),
  };
}

// One line for a run of comings and goings, as in en.js.
function noticeOf(forms, translation, { called }) {
  const remarks = forms.remarks;
  const say = (form, slots) => translation.say(forms.notice[form], slots);
  const names = (events) => {
    const those = events.map(called);
    if (those.length <= LONGEST_LIST) return translation.list(those);
    const count = those.length - LONGEST_LIST + 1;
    return translation.list([...those.slice(0, LONGEST_LIST - 1), say('others', { count })]);
  };
  const told = (form, events) => (events.length === 0 ? [] : [say(form, { count: events.length, names: names(events) })]);
  return (events) => {
    const of = (wanted) => events.filter(({ what }) => what === wanted);
    const renamed = of('renamed');
    const parts = told('joined', of('joined'));
    if (renamed.length > LONGEST_LIST) parts.push(...told('renamed', renamed.map(({ from }) => from)));
    else parts.push(...renamed.map((event) => say('isNow', { from: called(event.from), to: called(event) })));
    for (const event of events) if (remarks()[event.what]) parts.push(remarks()[event.what](called(event), event));
    return [...parts, ...told('left', of('left')), ...told('gone', of('gone'))].join(' · ');
  };
}

function connectionSlots({ seconds, times, kilobytes, duration, rhythm }) {
  const happened = ({ count, status }) => ({ times: times(count), status });
  const findings = Object.fromEntries(['proxy_login', 'repeated', 'cached', 'half', 'damaged', 'redirect', 'page', 'gateway', 'foreign', 'lost'].map((kind) => [kind, happened]));
  return {
    findings: {
      ...findings,
      portal: () => ({}),
      large_answers: () => ({}),
      no_reuse: () => ({}),
      cut: ({ cut, count, ...facts }) => (cut === null
        ? { form: 'now_and_then', times: times(count) }
        : { form: facts.interval > 0 ? 'asks' : 'waits', cut: seconds(cut), every: seconds(facts.interval / 1000), rhythm: rhythm(facts) }),
      silent: ({ count, ...facts }) => ({ times: times(count), rhythm: rhythm(facts) }),
      too_large: ({ mostBody, count }) => (mostBody === Infinity ? { form: 'refused', times: times(count) } : { form: 'limited', kilobytes: kilobytes(mostBody) }),
    },
    state: { well: ({ interval, hold }) => (interval > 0 ? { form: 'pass' } : { form: 'wait', seconds: seconds(hold) }) },
    values: {
      every: (number) => ({ seconds: seconds(number) }),
      upTo: (number) => ({ seconds: seconds(number) }),
      milliseconds: (number) => ({ count: Math.round(number) }),
      ago: (milliseconds) => ({ duration: duration(milliseconds) }),
      passed: (bytes) => ({ kilobytes: kilobytes(bytes) }),
    },
    about: { versionIs: (version) => ({ version }), hashIs: (hash) => ({ hash }) },
    paper: {
      tally: ({ answered, requests, now, since }) => ({ answered, requests, duration: duration(now - since) }),
      fault: ({ kind, count, ago }) => ({ kind, times: times(count), duration: duration(ago) }),
    },
    pictureSays: ({ streams, ...numbers }) => ({ form: streams > 0 ? 'streams' : 'polls', ...numbers }),
  };
}

function talkSlots(data, translation) {
  const names = (those, isOwn) => {
    const count = those.length - MOST_REACTING;
    const shown = [...(isOwn ? [data.main.people.you] : []), ...those.slice(0, MOST_REACTING).map(isolated)];
    return translation.list(count > 0 ? [...shown, translation.say(data.talk.reactors.others, { count })] : shown);
  };
  return {
    reactWith: (emoji) => ({ emoji }),
    spokenReply: (name, sentence) => ({ name, sentence }),
    reactors: (emoji, those, isOwn) => ({ form: 'all', emoji, total: those.length + (isOwn ? 1 : 0), names: names(those, isOwn) }),
    spokenMention: (sentence) => ({ sentence }),
    spokenAction: (name, text) => ({ name, text }),
    unknown: (word) => ({ word }),
    found: (at, total, isMore) => ({ form: total === 0 ? 'nothing' : isMore ? 'more' : 'all', at, total }),
  };
}

function othersSlots(translation) {
  const listed = (names) => translation.list(names.map(isolated));
  return {
    typing: (names) => (names.length === 0 ? '' : { form: names.length > 2 ? 'many' : 'some', count: names.length, names: listed(names) }),
    hidden: (count, name) => ({ count, name }),
    hiddenOfMany: (count, people) => ({ count, people }),
    heldBy: (names) => ({ names: listed(names) }),
    heldNotBy: (names) => ({ names: listed(names) }),
  };
}

function filesSlots(data, translation) {
  const unit = (name, count) => translation.say(data.files.size[name], { count });
  const size = (bytes) => {
    if (bytes < 1000) return unit('bytes', bytes);
    return bytes < 1_000_000 ? unit('kilobytes', Math.round(bytes / 1000)) : unit('megabytes', Math.round(bytes / 100_000) / 10);
  };
  return {
    recording: (seconds, most) => ({ seconds: Math.round(seconds), most }),
    voiceNote: (seconds) => ({ seconds: Math.round(seconds) }),
    tooLarge: (name, most) => ({ name, size: size(most) }),
    size,
    coming: (part) => ({ percent: Math.round(part * 100) }),
    given: (count, takers) => ({ form: count === takers ? 'all' : 'some', count, takers }),
  };
}

function attentionSlots(data, translation) {
  const messages = (count) => translation.say(data.attention.missed.messages, { count });
  return {
    missed: (count, notice) => ({ form: 'away', what: [...(count > 0 ? [messages(count)] : []), ...(notice ? [notice] : [])].join(' · ') }),
    notification: { from: (who) => ({ who }) },
  };
}

function mainSlots(data, translation, { called }, remarks) {
  return {
    countdown: (milliseconds) => ({ count: atLeastOne(Math.ceil(milliseconds / 1000)) }),
    people: {
      guest: (id) => ({ id: id.slice(0, 4) }),
      presentLabel: (sentence) => (sentence === '' ? { form: 'nobody' } : { form: 'somebody', sentence }),
    },
    log: { spoken: (name, like, text) => ({ who: called({ name, like }), text }) },
    notice: noticeOf({ notice: data.main?.notice, remarks }, translation, { called }),
    leaving: { title: (room) => ({ form: { lobby: 'lobby', '~': 'private' }[room === 'lobby' ? room : room[0]] ?? 'room', room: `#${room}` }) },
  };
}

/** `data` is a language file; `remarks()` are what private rooms have to say of somebody. */
export function slotsOf(data, translation, remarks) {
  const parts = pieces(data, translation);
  return {
    main: mainSlots(data, translation, parts, remarks),
    'own-lines': {
      heldBy: (count, others) => ({ count, others }),
      leftToSee: (seconds) => ({ time: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` }),
      left: (characters) => ({ form: characters < 0 ? 'over' : 'left', count: Math.abs(characters) }),
      leftSpoken: (characters) => ({ form: characters < 0 ? 'over' : 'left', count: Math.abs(characters) }),
    },
    talk: talkSlots(data, translation),
    formatting: { code: (info) => ({ form: info ? 'named' : 'plain', info }) },
    others: othersSlots(translation),
    files: filesSlots(data, translation),
    attention: attentionSlots(data, translation),
    connection: connectionSlots(parts),
    additions: {
      remarks: {
        unreadable: (who) => ({ who }),
        withheld: (who, { by }) => ({ form: by === '' ? 'by_nobody' : 'by_somebody', who, by }),
        ruled: (who) => ({ who }),
        notSeen: (who, { other }) => ({ form: other === null ? 'you' : other === '' ? 'gone' : 'one', who, other }),
        seesAnother: (who) => ({ who }),
        seesOthers: (who) => ({ who }),
        removed: (who) => ({ who }),
      },
    },
    private: {
      called: (title) => ({ form: title === '' ? 'nothing' : 'something', name: title }),
      knock: { said: (five) => ({ five }), admitThis: (five) => ({ five }), turnAwayThis: (five) => ({ five }) },
    },
    'private-dialogs': {
      once: { changed: (index, state) => ({ count: index, state }) },
      room: { vanish: (seconds) => ({ after: data['private-dialogs'].room.after[seconds] ?? translation.say(data['private-dialogs'].room.afterSeconds, { count: seconds }) }) },
    },
  };
}
