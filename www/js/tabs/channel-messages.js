// What the tabs of a browser say to each other. It holds tokens: a BroadcastChannel reaches this site's own pages
// only, and keeps nothing. Another tab may run another version of the page, so the number below, raised with each
// change that an older page would misread, is part of the name under which tabs find each other, and nothing is
// believed that has not the right shape.
//
//   { kind: 'polls', polls, roll }    a tab wants these polls made; `roll`: they are all it waits for
//   { kind: 'withdraw', serial }      nobody waits for that poll any more
//   { kind: 'leading' }               the sender makes the polls from now on: report what you wait for
//   { kind: 'answers', answers, advice }   [serial, answer] of polls that have ended; what the sender's path advises

const VERSION = 1;

const SERIAL = /^[A-Za-z0-9_-]{1,64}$/;
const CLIENT_ID = /^[0-9a-f]{32}$/;
const TOKEN = /^[A-Za-z0-9_-]{22,64}$/;

/** The name of the channel and of the lock for the tabs that use this endpoint. */
export function sharedName(base) {
  return `onetimechat ${VERSION} ${base}`;
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value, shape) {
  return typeof value === 'string' && shape.test(value);
}

function isPoll(value) {
  return isObject(value)
    && isText(value.serial, SERIAL)
    && isText(value.id, CLIENT_ID)
    && isText(value.token, TOKEN)
    && Number.isSafeInteger(value.ack) && value.ack >= 0
    && Number.isFinite(value.hold) && value.hold >= 0
    && Number.isFinite(value.guardMs) && value.guardMs > 0;
}

function isAnswer(value) {
  if (!Array.isArray(value) || !isText(value[0], SERIAL) || !isObject(value[1])) return false;
  const { ok, body, code } = value[1];
  return ok === true ? isObject(body) : ok === false && typeof code === 'string';
}

const shapes = {
  polls: ({ polls, roll }) => Array.isArray(polls) && polls.every(isPoll) && typeof roll === 'boolean',
  withdraw: ({ serial }) => isText(serial, SERIAL),
  leading: () => true,
  answers: ({ answers, advice }) => isObject(advice) && Array.isArray(answers) && answers.every(isAnswer),
};

/** Whether `value`, heard on the channel, is one of the messages above. */
export function isMessage(value) {
  return isObject(value) && typeof value.kind === 'string' && Object.hasOwn(shapes, value.kind) && shapes[value.kind](value);
}
