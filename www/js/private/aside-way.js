// Between a private room and what is said beside its lines (chat/asides.js), which knows public rooms alone.

/** The way that asides take: to all as a line that is not kept, to one by the pair. `say(work)` calls `work(circle, makeId)` where there is a circle. */
export const asideWay = (say) => ({
  toAll: (aside) => say((circle, makeId) => circle.say({ id: makeId(), content: () => ({ kind: 'aside', aside }), isKept: false })),
  toOne: (id, aside, told) => say((circle) => circle.sayTo(id, () => {
    const word = typeof aside === 'function' ? aside() : aside;
    return word && { word };
  }, told)),
});

/** What a public room would be told of an event of the circle, ours being `relay`. Only what came by the pair is for us alone. */
export function commandsOf({ type, id, messageId, content, word, isFirst }, relay) {
  switch (type) {
    case 'said': return [['add', id, { ...content, to: undefined, id: messageId }]];
    case 'word': return [['add', id, { kind: 'aside', aside: word, to: relay }]];
    case 'gone': return [['rm', id]];
    case 'named': return isFirst ? [['fetch', id]] : []; // they tell it as often as they like
    case 'back':
    case 'asks': return [['fetch', id]];
    default: return [];
  }
}
