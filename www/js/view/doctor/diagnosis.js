// What the facts of a path mean, in the words of the connection dialog: for those who use it and for those who run it.
// Nothing in it tells who talks, where, or about what.

import { connection as words } from '../../words/en-connection.js';

const FEW_REQUESTS = 6;
const WEIGHTIEST_FIRST = [
  'portal', 'proxy_login', 'cut', 'silent', 'repeated', 'cached', 'half', 'too_large', 'damaged', 'large_answers', 'redirect', 'page', 'gateway', 'foreign', 'lost', 'no_reuse',
];

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
  return WEIGHTIEST_FIRST.filter((kind) => kinds.has(kind)).map((kind) => ({ kind, ...words.findings[kind](kinds.get(kind)) }));
}

function stateOf(facts, { phase, reason }, healthy) {
  const { state } = words;
  if (phase === 'refused') return state.refused;
  if (phase === 'waiting' && reason === 'full') return state.full;
  if (phase === 'waiting' && reason === 'limited') return state.limited;
  if (phase === 'waiting' && reason === 'fault') return state.fault;
  if (phase !== 'online') return state.closed;
  if (!healthy) return state.connected;
  if (facts.streaming === 'on') return state.streaming;
  return facts.answered === 0 ? state.connected : state.well(facts);
}

/**
 * `facts` of a path and the transport's `status` as `{ kinds, said, advice, rows }`: the names of what was found, sentences
 * for people (the first is how things stand), sentences for an administrator, and `[label, value]` pairs.
 */
export function diagnose(facts, status) {
  const list = found(facts, status);
  return {
    kinds: list.map(({ kind }) => kind),
    said: [stateOf(facts, status, list.length === 0), ...list.map(({ said }) => said)],
    advice: list.map(({ advice }) => advice),
    rows: words.rows(facts),
  };
}

/** The same as a text to hand on. */
export function report(facts, status) {
  const { paper } = words;
  const { said, advice, rows } = diagnose(facts, status);
  const paragraph = (title, lines) => (lines.length > 0 ? ['', title, ...lines.map((line) => `- ${line}`)] : []);
  return [
    paper.title,
    paper.tally(facts),
    ...paragraph(paper.stands, said),
    ...paragraph(paper.measured, rows.map(([label, value]) => `${label}: ${value}`)),
    ...paragraph(paper.lately, facts.faults.map(paper.fault)),
    ...paragraph(paper.administrator, advice),
    '',
  ].join('\n');
}

/** What the picture shows, for those who do not see it. */
export function pictureSentence(requests) {
  const seen = requests.filter(({ code }) => code !== 'aborted');
  const open = seen.filter(({ end }) => end === null);
  const streams = open.filter(({ endpoint }) => endpoint === 'stream').length;
  const lost = seen.filter(({ fault }) => fault !== null).length;
  return words.pictureSays({ answered: seen.length - open.length - lost, lost, waiting: open.length - streams, streams });
}
