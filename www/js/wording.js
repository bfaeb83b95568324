// The sentences the page says about itself.

const LONGEST_LIST = 3;

function counted(number, one, many) {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

function listed(names) {
  if (names.length <= LONGEST_LIST) {
    return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  }
  const others = names.length - LONGEST_LIST + 1;
  return `${names.slice(0, LONGEST_LIST - 1).join(', ')} and ${others.toLocaleString('en')} others`;
}

/** One line for a run of comings and goings: `events` are `{ name, what }`, what is joined, left or gone. */
export function noticeSentence(events) {
  const names = (wanted) => events.filter(({ what }) => what === wanted).map(({ name }) => name);
  const [joined, left, gone] = [names('joined'), names('left'), names('gone')];
  const parts = [];
  if (joined.length > 0) parts.push(`${listed(joined)} joined`);
  if (left.length > 0) parts.push(`${listed(left)} left`);
  if (gone.length > 0) parts.push(`${listed(gone)} ${gone.length === 1 ? 'is' : 'are'} gone: connection lost`);
  return parts.join(' · ');
}

const WAITING = {
  full: 'The chat is full. Trying again',
  limited: 'Too many requests from your network. Trying again',
  unreachable: 'Connection lost. Reconnecting',
  portal: 'Your network asks you to sign in. Trying again',
};

/** What the status line says of a transport status; a countdown may follow it. */
export function statusSentence({ phase, reason, refusal }) {
  switch (phase) {
    case 'online': return 'Online';
    case 'waiting': return WAITING[reason] ?? WAITING.unreachable;
    case 'reconnecting': return 'Reconnecting…';
    case 'refused': return refusal;
    default: return 'Connecting…';
  }
}

export function countdownSentence(milliseconds) {
  return `in ${Math.max(1, Math.ceil(milliseconds / 1000))} s`;
}

export function presentSentence(number) {
  return number === 1 ? 'Only you are here' : `${number.toLocaleString('en')} people here`;
}

export function earlierSentence(number) {
  return counted(number, 'earlier message', 'earlier messages');
}

export function newSentence(number) {
  return counted(number, 'new message', 'new messages');
}

export function tooLongSentence(excess) {
  return `This is ${counted(excess, 'byte', 'bytes')} too long for one message. Shorten it or send it in parts.`;
}

const REFUSED = {
  server: 'The server did not take this message. It is back in the box.',
  path: 'Your network lets no message of this size through. It is back in the box: send it in parts.',
};

/** Why a message is back in the box. */
export function refusedSentence(why) {
  return REFUSED[why];
}
