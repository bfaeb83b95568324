// English: what the connection dialog finds out and shows. It is loaded with the dialog; all other sentences stand in en.js.

import { spoken } from './spoken.js';

function seconds(number) {
  const rounded = number < 10 ? Math.round(number * 2) / 2 : Math.round(number); // it is not measured any better
  return `${rounded} ${rounded === 1 ? 'second' : 'seconds'}`;
}

function times(count) {
  return ['once', 'twice'][count - 1] ?? `${count} times`;
}

function kilobytes(bytes) {
  return `${Math.max(1, Math.floor(bytes / 1000))} KB`;
}

function duration(milliseconds) {
  if (milliseconds < 90_000) return `${Math.round(milliseconds / 1000)} s`;
  return `${Math.round(milliseconds / 60_000)} min`;
}

/** @param {{ hold?: number, interval?: number }} facts */
function rhythm({ hold, interval }) {
  return interval > 0 ? `I now ask every ${seconds(interval / 1000)}` : `I now ask every ${hold}`;
}

// `said` to people, `advice` to whoever runs the network or the server. Each gets the facts,
// and of what has happened lately also `count` and the `status`.
const findings = {
  portal: () => ({
    said: 'Your network shows a page of its own instead of the chat, perhaps to sign in. Open this site in a new tab, sign in there, then come back here.',
    advice: 'Requests to the chat are answered with your sign-in page. Please let this site through, or let people sign in first.',
  }),
  proxy_login: ({ count }) => ({
    said: `A proxy on the way asked for a password, ${times(count)}.`,
    advice: 'A proxy answers 407. Please let browsers sign in to it, or let this site through.',
  }),
  cut: ({ cut, count, ...facts }) => (cut === null ? {
    said: `A request that waited for news was cut off, ${times(count)}. I asked again; nothing was lost.`,
    advice: 'Waiting requests are cut off now and then. Please look for resets in the logs of the proxies on the way.',
  } : {
    said: facts.interval > 0
      ? `Your network cuts requests after ${seconds(cut)}. So I do not wait for news, but ask every ${seconds(facts.interval / 1000)}.`
      : `Your network cuts requests after ${seconds(cut)}; ${rhythm(facts)}.`,
    advice: `Requests that get no answer within ${seconds(cut)} are ended. Please raise the read time-out of the proxy to 60 seconds (nginx: proxy_read_timeout or fastcgi_read_timeout; Apache: ProxyTimeout; HAProxy: timeout server).`,
  }),
  silent: ({ count, ...facts }) => ({
    said: `A request that waited got no answer, not even an end, ${times(count)}; ${rhythm(facts)}.`,
    advice: 'Idle connections are dropped without a word. Please keep them for 60 seconds at least (firewalls, NAT: idle time-out of TCP sessions), or end them with a reset.',
  }),
  repeated: ({ count }) => ({
    said: `Something on the way sent a request twice, ${times(count)}. You see nothing twice: I ask at intervals where it goes on.`,
    advice: 'POST requests are repeated. Please switch off retries of methods that are not idempotent.',
  }),
  cached: ({ count }) => ({
    said: `Something on the way gave an old answer for a new one, ${times(count)}. I noticed, and asked again.`,
    advice: 'A cache answers POST requests, although answers carry “Cache-Control: no-store”. Please do not cache the addresses under chat/.',
  }),
  half: ({ count }) => ({
    said: `An answer ended in the middle, ${times(count)}. I asked for it again; nothing was lost.`,
    advice: 'Answers are cut before their end. Please look for limits of size or time on answers.',
  }),
  too_large: ({ mostBody, count }) => ({
    said: mostBody === Infinity
      ? `Something on the way refused a request for its size, ${times(count)}.`
      : `Your network lets about ${kilobytes(mostBody)} through at once, so I send less at a time. A longer message has to be sent in parts.`,
    advice: 'The size of requests is limited. Please allow bodies of 100 KB (nginx: client_max_body_size; Apache: LimitRequestBody; mod_fcgid: FcgidMaxRequestLen).',
  }),
  damaged: ({ count }) => ({
    said: `A request reached the server damaged, ${times(count)}. I sent it again.`,
    advice: 'Requests lose their Content-Type or a part of their body on the way. Please look for filters that rewrite them.',
  }),
  large_answers: () => ({
    said: 'Large answers do not come through whole, so the server gives me smaller ones.',
    advice: 'Answers of 60 KB are cut. Please look for limits of size or time on answers.',
  }),
  redirect: ({ count }) => ({
    said: `Something on the way led a request to another page, ${times(count)}: perhaps one to sign in. I asked again.`,
    advice: 'Requests to chat/ are redirected. Please let them through, or answer with an error.',
  }),
  page: ({ count, status }) => ({
    said: `Something on the way answered with a page of its own, ${times(count)}. I asked again.`,
    advice: `Requests to chat/ are answered with a web page (status ${status}), not by the chat. Please let them through.`,
  }),
  gateway: ({ count, status }) => ({
    said: `A server on the way could not reach the chat, ${times(count)}. I asked again.`,
    advice: `A front server or proxy answers ${status}. Please see whether the daemon runs, and whether time-outs are longer than 60 seconds.`,
  }),
  foreign: ({ count }) => ({
    said: `The server took this page for another site’s and refused, ${times(count)}.`,
    advice: 'The daemon answers 403 foreign_origin: Host is not the name by which people open the page. Please pass Host on in the proxy, or set X-Forwarded-Host; or name the address with --allow-origin.',
  }),
  lost: ({ count }) => ({
    said: `A request got no answer, ${times(count)}. I asked again; nothing was lost.`,
    advice: 'Connections are refused or reset. Please look at the logs of the proxies on the way.',
  }),
  no_reuse: () => ({
    said: 'Each request needs a connection of its own, which makes all of them slower.',
    advice: 'Connections are closed after each answer. Please switch on keep-alive.',
  }),
};

function asking({ elsewhere, streaming, interval, hold }) {
  const { values } = connection;
  if (streaming === 'on') return values.byItself;
  if (elsewhere) return values.elsewhere;
  return interval > 0 ? values.every(interval / 1000) : values.upTo(hold);
}

/** What the network does, in words for people and for administrators. */
export const connection = spoken('connection', {
  copy: 'Copy report',
  copied: 'Copied',
  promise: 'The report holds no names, rooms, addresses or messages.',
  report: 'Report',

  /** What the colours of the picture stand for, and its two lanes. */
  legend: {
    lanes: 'Above, questions for news; below, all other requests.',
    open: 'waiting',
    stream: 'streaming',
    news: 'news came',
    answered: 'answered',
    lost: 'lost',
  },
  scale: ['60 s ago', '30 s', 'now'],

  findings,

  /** How things stand; `streams` whether news streams in. */
  state: {
    refused: 'You are not connected: this address opens no room.',
    full: 'The way is open, but the chat is full. I keep trying.',
    limited: 'The way is open, but too many requests came from your network. I keep trying.',
    fault: 'Something went wrong in this page. I keep trying; what you write is kept.',
    closed: 'There is no way through to the chat at the moment. I keep trying; what you write is kept.',
    connected: 'You are connected.',
    streaming: 'All is well: news is streaming in as it happens.',
    well: ({ interval, hold }) => `All is well: ${interval > 0 ? 'requests pass' : `requests may wait ${seconds(hold)} for news`}.`,
  },

  /** What was measured, as `[label, value]`. */
  rows(facts) {
    const { labels, values, streaming } = connection;
    const { yes, no } = facts.reused;
    return [
      [labels.roundTrip, facts.roundTrip === null ? values.notKnownYet : values.milliseconds(facts.roundTrip)],
      [labels.lastMessage, facts.lastMessage === null ? values.noneYet : values.ago(facts.now - facts.lastMessage)],
      [labels.asking, asking(facts)],
      [labels.streaming, streaming[facts.streaming] ?? values.notInUse],
      [labels.connections, yes + no === 0 ? values.notKnown : yes >= no ? values.usedAgain : values.oneEach],
      [labels.answers, { true: values.heldBack, false: values.passedOn }[facts.buffered] ?? values.notMeasured],
      [labels.largest, facts.passedBody === 0 ? values.notMeasured : values.passed(facts.passedBody)],
    ];
  },
  labels: {
    roundTrip: 'Round trip',
    lastMessage: 'Last message',
    asking: 'Asking for news',
    streaming: 'Streaming',
    connections: 'Connections',
    answers: 'Answers',
    largest: 'Largest request',
  },
  values: {
    notKnownYet: 'not known yet',
    noneYet: 'none yet',
    notInUse: 'not in use',
    notKnown: 'not known',
    notMeasured: 'not measured yet',
    byItself: 'not needed: it comes by itself',
    elsewhere: 'by another tab of this browser',
    every: (number) => `every ${seconds(number)}`,
    upTo: (number) => `waiting up to ${seconds(number)}`,
    milliseconds: (number) => `${Math.round(number)} ms`,
    ago: (milliseconds) => `${duration(milliseconds)} ago`,
    usedAgain: 'used again',
    oneEach: 'a new one for each request',
    heldBack: 'held back until they are whole',
    passedOn: 'passed on as they come',
    passed: (bytes) => `${kilobytes(bytes)} passed`,
  },
  streaming: {
    on: 'in use',
    trying: 'being tried',
    tabs: 'not while other tabs of this browser are here',
    resting: 'not now: the server has no place for it',
    held_back: 'not possible: the network holds answers back',
    late: 'not possible: the network lets long answers stall',
    broken: 'not possible: the network ends long answers',
  },

  /** What the page says of itself. */
  about: {
    title: 'This page',
    /** `hash` is that of the list of its files, or `why` says why there is none; neither as long as it is not known. */
    version: ({ version, hash, why }) => [
      version === null ? '' : connection.about.versionIs(version),
      hash ? connection.about.hashIs(hash) : connection.about.unhashed[why] ?? '',
    ].filter(Boolean).join(' '),
    versionIs: (version) => `Version ${version}.`,
    hashIs: (hash) => `Hash of the list of its files: ${hash}`,
    unhashed: {
      unbuilt: 'This page runs from its sources. It was not built, so there is no list of hashes to compare it with.',
      insecure: 'Without HTTPS your browser computes no hash here, and anybody on the way can change this page.',
      missing: 'The list of its hashes could not be loaded.',
      other: 'The site has another version by now: reload the page to use it.',
    },
    worth: 'This tells an old or a mixed copy from a whole one. It does not help against an operator who cheats: their page can show any number here.',
    check: 'To know more, get a release from whom you trust, not from this site, and run in its folder:',
    checked: 'This compares what the site serves with the release’s list of hashes, www/dist/SHA256SUMS, and says the hash of that list. It cannot tell what the site serves to others, or later.',
  },

  paper: {
    title: 'One Time Chat: connection report',
    tally: ({ answered, requests, now, since }) => `${answered} of ${requests} requests answered in ${duration(now - since)}`,
    stands: 'How it stands',
    measured: 'Measured',
    lately: 'In the last ten minutes',
    fault: ({ kind, count, ago }) => `${kind}: ${times(count)}, last ${duration(ago)} ago`,
    administrator: 'For the administrator',
  },

  /** What the picture shows, for those who do not see it. */
  pictureSays: ({ answered, lost, waiting, streams }) =>
    `The last minute: ${answered} answered, ${lost} lost, ${waiting} waiting.${streams > 0 ? ' A stream is open.' : ''}`,
});
