// What the connection dialog says: the facts of a path in plain words, for those who use it and for those who
// run it. Nothing in it tells who talks, where, or about what.

const FEW_REQUESTS = 6;

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

function rhythm({ hold, interval }) {
  return interval > 0 ? `I now ask every ${seconds(interval / 1000)}` : `I now ask every ${hold}`;
}

// `said` to people, `advice` to whoever runs the network or the server, the weightiest first. Each gets the facts,
// and of what has happened lately also `count` and the `status`.
const FINDINGS = {
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
  lost: ({ count }) => ({
    said: `A request got no answer, ${times(count)}. I asked again; nothing was lost.`,
    advice: 'Connections are refused or reset. Please look at the logs of the proxies on the way.',
  }),
  no_reuse: () => ({
    said: 'Each request needs a connection of its own, which makes all of them slower.',
    advice: 'Connections are closed after each answer. Please switch on keep-alive.',
  }),
};

function found(facts, { reason }) {
  const kinds = new Map(facts.faults.map((fault) => [fault.kind, { ...facts, ...fault }]));
  if (reason === 'portal') {
    for (const kind of ['page', 'redirect']) kinds.delete(kind); // they are the portal's
    kinds.set('portal', facts);
  }
  if (facts.cut !== null) kinds.set('cut', facts);
  if (facts.mostBody !== Infinity) kinds.set('too_large', facts);
  if (facts.largeAnswers === false) kinds.set('large_answers', facts);
  const { yes, no } = facts.reused;
  if (no > yes && yes + no >= FEW_REQUESTS) kinds.set('no_reuse', facts);
  return Object.keys(FINDINGS).filter((kind) => kinds.has(kind)).map((kind) => ({ kind, ...FINDINGS[kind](kinds.get(kind)) }));
}

function state(facts, { phase, reason }, healthy) {
  if (phase === 'refused') return 'You are not connected: this address names no room.';
  if (phase === 'waiting' && reason === 'full') return 'The way is open, but the chat is full. I keep trying.';
  if (phase === 'waiting' && reason === 'limited') return 'The way is open, but too many requests came from your network. I keep trying.';
  if (phase !== 'online') return 'There is no way through to the chat at the moment. I keep trying; what you write is kept.';
  if (!healthy) return 'You are connected.';
  if (facts.streaming === 'on') return 'All is well: news is streaming in as it happens.';
  return facts.answered === 0 ? 'You are connected.' : `All is well: ${facts.interval > 0 ? 'requests pass' : `requests may wait ${seconds(facts.hold)} for news`}.`;
}

function asking({ elsewhere, streaming, interval, hold }) {
  if (streaming === 'on') return 'not needed: it comes by itself';
  if (elsewhere) return 'by another tab of this browser';
  return interval > 0 ? `every ${seconds(interval / 1000)}` : `waiting up to ${seconds(hold)}`;
}

const STREAMING = {
  on: 'in use',
  trying: 'being tried',
  tabs: 'not while other tabs of this browser are here',
  resting: 'not now: the server has no place for it',
  held_back: 'not possible: the network holds answers back',
  late: 'not possible: the network lets long answers stall',
  broken: 'not possible: the network ends long answers',
};

function rows(facts) {
  const { yes, no } = facts.reused;
  return [
    ['Round trip', facts.roundTrip === null ? 'not known yet' : `${Math.round(facts.roundTrip)} ms`],
    ['Last message', facts.lastMessage === null ? 'none yet' : `${duration(facts.now - facts.lastMessage)} ago`],
    ['Asking for news', asking(facts)],
    ['Streaming', STREAMING[facts.streaming] ?? 'not in use'],
    ['Connections', yes + no === 0 ? 'not known' : yes >= no ? 'used again' : 'a new one for each request'],
    ['Answers', { true: 'held back until they are whole', false: 'passed on as they come' }[facts.buffered] ?? 'not measured yet'],
    ['Largest request', facts.passedBody === 0 ? 'not measured yet' : `${kilobytes(facts.passedBody)} passed`],
  ];
}

/**
 * `facts` of a path and the transport's `status` as `{ kinds, said, advice, rows }`: the names of what was found, sentences
 * for people (the first is how things stand), sentences for an administrator, and `[label, value]` pairs.
 */
export function diagnose(facts, status) {
  const list = found(facts, status);
  return {
    kinds: list.map(({ kind }) => kind),
    said: [state(facts, status, list.length === 0), ...list.map(({ said }) => said)],
    advice: list.map(({ advice }) => advice),
    rows: rows(facts),
  };
}

/** The same as a text to hand on. */
export function report(facts, status) {
  const { said, advice, rows: values } = diagnose(facts, status);
  const paragraph = (title, lines) => (lines.length > 0 ? ['', title, ...lines.map((line) => `- ${line}`)] : []);
  return [
    'One Time Chat: connection report',
    `${facts.answered} of ${facts.requests} requests answered in ${duration(facts.now - facts.since)}`,
    ...paragraph('How it stands', said),
    ...paragraph('Measured', values.map(([label, value]) => `${label}: ${value}`)),
    ...paragraph('In the last ten minutes', facts.faults.map(({ kind, count, ago }) => `${kind}: ${times(count)}, last ${duration(ago)} ago`)),
    ...paragraph('For the administrator', advice),
    '',
  ].join('\n');
}

/** What the picture shows, for those who do not see it. */
export function pictureSentence(requests) {
  const seen = requests.filter(({ code }) => code !== 'aborted');
  const open = seen.filter(({ end }) => end === null);
  const streams = open.filter(({ endpoint }) => endpoint === 'stream').length;
  const waiting = open.length - streams;
  const lost = seen.filter(({ fault }) => fault !== null).length;
  const streaming = streams > 0 ? ' A stream is open.' : '';
  return `The last minute: ${seen.length - open.length - lost} answered, ${lost} lost, ${waiting} waiting.${streaming}`;
}
