// The shapes of the daemon's answers. What does not fit is treated like an answer that never came.

const CLIENT_ID = /^[0-9a-f]{32}$/;
const NODE = /^[a-z0-9][a-z0-9-]{0,31}$/;
const COMMANDS = new Set(['init', 'fetch', 'add', 'rm']);

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCommand(value) {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return false;
  if (!COMMANDS.has(value[0])) return true; // of a later version: passed over
  const [name, id, parameter] = value;
  if (typeof id !== 'string' || !CLIENT_ID.test(id)) return false;
  return name === 'init' ? isInit(parameter) : true;
}

function isInit(value) {
  return isObject(value)
    && Array.isArray(value.members)
    && value.members.every((member) => typeof member === 'string' && CLIENT_ID.test(member));
}

function positive(value) {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

/**
 * `{ seq, commands, cutOff, superseded, end, wait }` of the answer to a `join` or `poll`, or of a line of a stream, or null.
 * `wait` is in seconds or null. `cutOff`: others of the room may be at another node, and hear nothing.
 */
export function readCommands(body) {
  const { seq, commands } = body;
  if (!Number.isSafeInteger(seq) || seq < 0) return null;
  if (!Array.isArray(commands) || commands.length > seq || !commands.every(isCommand)) return null;
  return { seq, commands, cutOff: body.cut_off === true, superseded: body.superseded === true, end: body.end === true, wait: positive(body.wait) };
}

/**
 * Whether an answer can be to a poll that acknowledged `ack`, when all up to `seen` has been taken in: its commands, or
 * none of them, come behind it, and right behind what is known.
 */
export function connects({ seq, commands }, ack, seen) {
  if (commands.length === 0) return seq >= ack && seq <= seen;
  return seq > ack && follows({ seq, commands }, seen);
}

/** Whether none are missing between the commands and all up to `seen`. */
export function follows({ seq, commands }, seen) {
  const first = seq - commands.length + 1;
  return first <= seen + 1 || commands[0][0] === 'init'; // an init replaces what was in between
}

/** Whether the answer to a `send` is about these commands. */
export function isAcceptanceOf({ accepted }, commands) {
  return Array.isArray(accepted) && accepted.length === commands.length
    && accepted.every((one, index) => isObject(one) && one.id === commands[index][2].id);
}

/** Where a node has its endpoints, below those of all: `b/`; nothing where it has no name of its own. */
export const placeOf = (node) => (typeof node === 'string' && NODE.test(node) ? `${node}/` : '');

/** `[id, place]` of who is let in by the answer to a `join`, which may be anything. */
export function placeIn({ commands }) {
  const [, id, init] = commands?.[0] ?? [];
  return [id, placeOf(init?.node)];
}

/** The parameters of an `init` the page uses; those missing or odd are null. */
export function readInit([, id, parameter]) {
  return {
    id,
    name: typeof parameter.name === 'string' ? parameter.name : '',
    members: parameter.members.filter((member) => member !== id),
    token: parameter.token,
    hold: positive(parameter.hold),
    maxHold: positive(parameter.max_hold),
    stream: parameter.stream === true,
    maxMessage: positive(parameter.max_message),
    now: positive(parameter.now),
  };
}
