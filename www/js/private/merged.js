// What holds when the documents of all openers are taken together. Whatever order they come in, everybody who has the same ones
// comes to the same.
//
// Openers are in order: the one in the link, then those whom that one names, in the order named, then those whom these name. One who was
// removed by somebody before them is none any more, and nothing holds that they have decided; nobody removes one before
// them. So who was removed cannot take it back, whatever they or those whom they had named say.

import { MOST_OPENERS, namesIn } from '../crypto/rights.js';

// The last decision; of two at once that of the opener who comes before.
const last = (decisions, first) => decisions.reduce((one, other) => (other[1] > one[1] ? other : one), first);

/**
 * `documents`: name of an opener -> their document (crypto/rights.js), `opener` the name in the link, or null. Gives `{ openers, removed, admitted, kept, lock, limit,
 * title, isClosed, holder }`: names of openers in their order, those removed and admitted, the documents that count, the decisions, and the document whose key lets in;
 * null for none.
 */
export function merged(documents, opener) {
  const order = opener === null ? [] : [opener];
  const [openers, kept, removed, admitted] = [[], [], new Set(), new Set()];
  for (const name of order) { // which grows
    if (removed.has(name)) continue;
    openers.push(name);
    const document = documents.get(name);
    if (!document) continue;
    kept.push(document);
    for (const other of namesIn(document.removed)) if (!openers.includes(other)) removed.add(other);
    for (const other of namesIn(document.admitted)) admitted.add(other);
    for (const other of namesIn(document.openers)) if (order.length < MOST_OPENERS && !order.includes(other)) order.push(other);
  }
  return {
    openers, kept, removed, admitted,
    lock: last(kept.map(({ lock }) => lock), [false, 0]),
    limit: last(kept.map(({ limit }) => limit), [0, 0]),
    title: last(kept.flatMap(({ title }) => (title ? [title] : [])), ['', 0]),
    isClosed: kept.some(({ isClosed }) => isClosed),
    holder: kept.reduce((one, other) => (one === null || other.generation > one.generation ? other : one), null),
  };
}
