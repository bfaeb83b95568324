// What an event of the circle (circle.js) changes in the conversation: which changes a view has to make (chat/conversation.js).

const OF_THE_ROOM = ['knock', 'knock over', 'invitations', 'full', 'unanswered', 'rights'];
const TOLD = ['full', 'unanswered'];
const OF_PEOPLE = ['silent', 'heard again', 'locked'];

/**
 * `now` is the server's clock, `relay` our id there; `makeId()` makes ids of messages, `orderOf(order)` says by what a line is
 * sorted that came with that order (Orders).
 */
export function changesOf({ type, id, ...event }, { conversation, now, relay, makeId, orderOf }) {
  if (OF_THE_ROOM.includes(type)) return [{ type: 'room', told: TOLD.includes(type) ? type : null, ...(type === 'knock' ? { knock: id } : {}) }, { type: 'people' }];
  if (OF_PEOPLE.includes(type)) return [{ type: 'people' }];
  const remark = (what, more) => conversation.remark(id, what, now, more);
  switch (type) {
    case 'came': return conversation.joined(id, event);
    case 'named': return conversation.heard(id, { id: makeId(), ts: Math.round(now), kind: 'hello', name: event.name }, now);
    case 'said': return conversation.heard(id, { ...event.content, name: undefined, to: undefined, id: event.messageId, earlier: event.earlier }, now, orderOf(event.content.order));
    case 'lost': return conversation.lost(id, true);
    case 'back': return conversation.lost(id, false);
    case 'gone': return [...conversation.nameless(id, now), ...conversation.left(id, event.why, now)]; // they may have got all that was said
    case 'unreadable': return remark('unreadable');
    case 'ruled': return remark('ruled');
    // `other` is null for ourselves, '' for nobody who is here.
    case 'split': return remark(event.other === null ? 'seesOthers' : event.isSeen ? 'notSeen' : 'seesAnother', { other: event.other === relay ? null : conversation.nameOf(event.other) });
    case 'withheld': return remark('withheld', { by: event.by === id ? '' : conversation.nameOf(event.by) });
    default: return [];
  }
}
