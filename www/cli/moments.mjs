// Who is away, and who types, as events: only what is another than it was.

export class Moments {
  #away = new Set();
  #typing = new Set();

  /** `people` are those here, `asides` says what they do (chat/asides.js). */
  of(people, asides) {
    const typing = new Set(asides.typing);
    const away = new Set(people.filter(({ id, own }) => asides.isAway(own ? undefined : id)).map(({ id }) => id));
    const events = people.flatMap(({ id, name, own }) => [
      ...(away.has(id) === this.#away.has(id) ? [] : [{ type: 'away', id, name, away: away.has(id), ...(own ? { own } : {}) }]),
      ...(typing.has(id) === this.#typing.has(id) ? [] : [{ type: 'typing', id, name, typing: typing.has(id) }]),
    ]);
    this.#away = away;
    this.#typing = typing;
    return events;
  }
}
