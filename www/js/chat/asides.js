// What is said beside the lines (kinds/aside.js): to one alone, that somebody types, that somebody is away; and what oneself is
// called. It is loaded when there is need of it (later.js), and is the same in public and in private rooms: what it says goes
// out by `way`, and it is told of all that comes as commands, once the conversation has taken that in.

import { makeAlone } from '../kinds/alone.js';
import { aside } from '../kinds/aside.js';
import { cleanName } from '../kinds/fields.js';
import { hello } from '../kinds/hello.js';
import { AsidePost } from './aside-post.js';
import { LinesAlone } from './lines-alone.js';
import { Moments } from './moments.js';

export class Asides {
  #conversation; #way; #call; #moments; #linesAlone;

  /**
   * `way`: { toAll(content), toOne(id, content, { key, onSent, onRefused }) }: `content` of the latter may be a function, which gives what is to be said once it is sealed, null for nothing, and
   * what has a `key` is not taken while the same still waits to be sealed for them. Without it, `post` and what else AsidePost needs. `call(name)` tells the others
   * what we are called; without it, `say` (later.js) does. `makeId()` makes ids of messages, `lifetimes` are those of lines, `now()` is in milliseconds and never set, `serverNow()` the server's clock. `onNews(changes)` gets what
   * is another for the view: changes of the conversation, and `{ type: 'aside' }` where somebody types or is away.
   */
  constructor(needs) {
    const { conversation, kinds, say, call = () => say(hello.name, {}), way = new AsidePost(needs) } = needs;
    kinds.add(makeAlone(kinds.of('text')));
    this.#conversation = conversation;
    this.#call = call;
    this.#way = way;
    this.#moments = new Moments({ ...needs, way });
    this.#linesAlone = new LinesAlone({ ...needs, way });
  }

  /** These commands have come. */
  took(commands) {
    for (const command of commands) this.#take(command);
  }

  /** Nothing is said any more, until something comes. */
  rest() {
    this.#moments.rest();
    this.#linesAlone.rest();
    this.#way.rest?.();
  }

  // ---- names ----

  /**
   * We call ourselves `typed`. Returns `{ name }`, what that has become, or `{ refused, name }`: `blank`; `like`, where it would be taken for the `name` of somebody
   * else; `reserved`, for words of the page.
   */
  rename(typed) {
    const name = cleanName(typed);
    if (name === '') return { refused: 'blank', name };
    const { me } = this.#conversation;
    if (name === me.name) return { name };
    const { shown, like, unsure } = this.#conversation.called(me.id, name);
    if (like) return { refused: 'like', name: like };
    // Where it cannot be told yet, it is taken: the others see when they can tell.
    if (shown !== name && !unsure) return { refused: 'reserved', name };
    const changes = this.#conversation.callMe(name);
    this.#call(name);
    this.#moments.news(changes);
    return { name };
  }

  // ---- to one alone ----

  /** Says something to one alone. False where nothing is in it, or they are not here. */
  say(id, typed, seconds) {
    return this.#linesAlone.say(id, typed, seconds);
  }

  // ---- for the moment ----

  /** We are typing: to all, or to one alone. */
  types(id) {
    this.#moments.types(id);
  }

  /** The ids of those who type. */
  get typing() {
    return this.#moments.typing;
  }

  /** Whether one of that id is away; of ourselves without. */
  isAway(id) {
    return this.#moments.isAway(id);
  }

  /** We are away, or not any more. */
  goAway(isAway) {
    this.#moments.goAway(isAway);
  }

  #take([name, id, message]) {
    if (name === 'init') this.#moments.begin();
    if (name === 'fetch') this.#moments.asked(id);
    if (name === 'rm') this.#moments.gone(id);
    if (name !== 'add') return this.#linesAlone.took(name, id);
    if (id === this.#conversation.me?.id || !this.#conversation.isHere(id)) return undefined;
    if (message?.kind !== aside.name) return this.#moments.said(id, message);
    const content = aside.read(message);
    if (content === null) return undefined;
    if (content.is === 'typing' || content.is === 'away') return this.#moments.heard(id, content);
    // Only the server can say that it was for us alone, or the seal of a private room.
    return message.to === this.#conversation.me.id ? this.#linesAlone.heard(id, content, message.name) : undefined;
  }
}
