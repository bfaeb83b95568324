// English: those sentences that are functions, in the form of a language file, where they are data (translation.js). No script
// loads it: who translates finds here what a language file must have beside the plain sentences of the files that begin
// with en, and a test holds it to these.

export const forms = {
  main: {
    countdown: 'in {count} s',
    people: {
      guest: 'Guest {id}',
      looksLike: 'looks like {name}',
      present: { 1: 'Only you are here', other: '{count} people here' },
      presentLabel: { nobody: 'People', somebody: 'People: {sentence}' },
    },
    log: {
      showAll: 'Show all {count} characters',
      earlier: { one: '{count} earlier message', other: '{count} earlier messages' },
      fresh: { one: '{count} new message', other: '{count} new messages' },
      spoken: '{who}: {text}',
    },
    notice: {
      joined: { one: '{names} joined', other: '{names} joined' },
      renamed: { one: '{names} has another name', other: '{names} have other names' },
      isNow: '{from} is now {to}',
      left: { one: '{names} left', other: '{names} left' },
      gone: { one: '{names} is gone: connection lost', other: '{names} are gone: connection lost' },
      others: { one: '{count} other', other: '{count} others' },
    },
    composer: {
      tooLong: {
        one: 'This is {count} byte too long for one message. Shorten it or send it in parts.',
        other: 'This is {count} bytes too long for one message. Shorten it or send it in parts.',
      },
    },
    leaving: { title: { lobby: 'Leave the lobby?', private: 'Leave the private room?', room: 'Leave {room}?' } },
  },

  'own-lines': {
    heldBy: { one: 'Held by {count} of {others} present', other: 'Held by {count} of {others} present' },
    leftToSee: '{time} left',
    left: { over: '{count} too many', left: '{count} left' },
    leftSpoken: {
      over: { one: 'This is about {count} characters too long for one message.', other: 'This is about {count} characters too long for one message.' },
      left: { one: 'About {count} characters are left for this message.', other: 'About {count} characters are left for this message.' },
    },
  },

  talk: {
    reactWith: 'React with {emoji}',
    replying: 'Replying to {name}',
    spokenReply: '{sentence} (in reply to {name})',
    reactors: {
      all: '{emoji} {total}: {names}',
      others: { one: '{count} other', other: '{count} others' },
    },
    reacted: '{count}',
    moreReactions: '+{count}',
    fresh: { one: '{count} new message', other: '{count} new messages' },
    spokenMention: 'You are mentioned: {sentence}',
    spokenAction: '{name} {text}',
    offered: { 1: '1 person: Enter takes the name', other: '{count} people: arrows choose, Enter takes' },
    unknown: 'There is no command /{word}. /help lists them; // at the beginning says a message that begins with a slash.',
    found: { nothing: 'Nothing found', all: '{at} of {total}', more: '{at} of {total} or more' },
  },

  others: {
    more: 'More about {name}',
    refused: {
      blank: 'Nothing of this name could be seen.',
      like: 'Somebody here is or was called {name}, or nearly: you would be taken for them.',
      reserved: 'This name would be taken for words of this page. Use no brackets, and neither “you” nor “guest”.',
    },
    renamed: 'You are now called {name}',
    to: 'To {name} alone',
    notHere: '{name} is not here any more. Nothing was sent.',
    typing: {
      some: { one: '{names} is typing', other: '{names} are typing' },
      many: { one: '{count} person is typing', other: '{count} people are typing' },
    },
    ignoring: 'You see nothing more of {name}',
    heeded: 'You see again what {name} says',
    hidden: { one: '{count} message of {name} hidden', other: '{count} messages of {name} hidden' },
    hiddenOfMany: { one: '{count} message of {people} people hidden', other: '{count} messages of {people} people hidden' },
    manyMoved: { one: '{count} more came, went or took another name', other: '{count} more came, went or took another name' },
    heldBy: 'Has arrived at {names}.',
    heldNotBy: 'Not yet at {names}.',
    rest: { one: '{count} other', other: '{count} others' },
  },

  files: {
    recording: 'Recording: {seconds} of {most} seconds',
    voiceNote: 'Voice note, {seconds} s',
    describe: 'Description of {name}, for those who cannot see it',
    remove: 'Remove {name}',
    send: { 1: 'Send file', other: 'Send {count} files' },
    tooLarge: '{name} is larger than {size}.',
    empty: '{name} is empty.',
    tooMany: { one: '{count} files at once are the most.', other: '{count} files at once are the most.' },
    failed: '{name} could not be sent. Try again.',
    size: { bytes: { one: '{count} bytes', other: '{count} bytes' }, kilobytes: '{count} KB', megabytes: '{count} MB' },
    getOf: 'Get {name}', saveOf: 'Save {name}', stopOf: 'Stop {name}', receiving: 'Receiving {name}', giving: 'Sending {name}',
    coming: '{percent} %',
    given: { all: { one: '{count} got it', other: '{count} got it' }, some: { one: '{count} of {takers} got it', other: '{count} of {takers} got it' } },
  },

  formatting: { code: { plain: 'Code', named: 'Code, {info}' } },

  attention: {
    missed: { away: 'While you were away: {what}', messages: { one: '{count} message', other: '{count} messages' } },
    notification: { from: 'New message from {who}' },
  },

  connection: {
    units: {
      seconds: { one: '{count} second', other: '{count} seconds' },
      times: { 1: 'once', 2: 'twice', other: '{count} times' },
      kilobytes: '{count} KB',
      briefly: '{count} s',
      minutes: '{count} min',
      asking: { every: 'I now ask every {seconds}', upTo: 'I now ask every {hold}' },
    },
    findings: {
      portal: {
        said: 'Your network shows a page of its own instead of the chat, perhaps to sign in. Open this site in a new tab, sign in there, then come back here.',
        advice: 'Requests to the chat are answered with your sign-in page. Please let this site through, or let people sign in first.',
      },
      proxy_login: {
        said: 'A proxy on the way asked for a password, {times}.',
        advice: 'A proxy answers 407. Please let browsers sign in to it, or let this site through.',
      },
      cut: {
        now_and_then: {
          said: 'A request that waited for news was cut off, {times}. I asked again; nothing was lost.',
          advice: 'Waiting requests are cut off now and then. Please look for resets in the logs of the proxies on the way.',
        },
        asks: {
          said: 'Your network cuts requests after {cut}. So I do not wait for news, but ask every {every}.',
          advice: 'Requests that get no answer within {cut} are ended. Please raise the read time-out of the proxy to 60 seconds (nginx: proxy_read_timeout or fastcgi_read_timeout; Apache: ProxyTimeout; HAProxy: timeout server).',
        },
        waits: {
          said: 'Your network cuts requests after {cut}; {rhythm}.',
          advice: 'Requests that get no answer within {cut} are ended. Please raise the read time-out of the proxy to 60 seconds (nginx: proxy_read_timeout or fastcgi_read_timeout; Apache: ProxyTimeout; HAProxy: timeout server).',
        },
      },
      silent: {
        said: 'A request that waited got no answer, not even an end, {times}; {rhythm}.',
        advice: 'Idle connections are dropped without a word. Please keep them for 60 seconds at least (firewalls, NAT: idle time-out of TCP sessions), or end them with a reset.',
      },
      repeated: {
        said: 'Something on the way sent a request twice, {times}. You see nothing twice: I ask at intervals where it goes on.',
        advice: 'POST requests are repeated. Please switch off retries of methods that are not idempotent.',
      },
      cached: {
        said: 'Something on the way gave an old answer for a new one, {times}. I noticed, and asked again.',
        advice: 'A cache answers POST requests, although answers carry “Cache-Control: no-store”. Please do not cache the addresses under chat/.',
      },
      half: {
        said: 'An answer ended in the middle, {times}. I asked for it again; nothing was lost.',
        advice: 'Answers are cut before their end. Please look for limits of size or time on answers.',
      },
      too_large: {
        refused: {
          said: 'Something on the way refused a request for its size, {times}.',
          advice: 'The size of requests is limited. Please allow bodies of 100 KB (nginx: client_max_body_size; Apache: LimitRequestBody; mod_fcgid: FcgidMaxRequestLen).',
        },
        limited: {
          said: 'Your network lets about {kilobytes} through at once, so I send less at a time. A longer message has to be sent in parts.',
          advice: 'The size of requests is limited. Please allow bodies of 100 KB (nginx: client_max_body_size; Apache: LimitRequestBody; mod_fcgid: FcgidMaxRequestLen).',
        },
      },
      damaged: {
        said: 'A request reached the server damaged, {times}. I sent it again.',
        advice: 'Requests lose their Content-Type or a part of their body on the way. Please look for filters that rewrite them.',
      },
      large_answers: {
        said: 'Large answers do not come through whole, so the server gives me smaller ones.',
        advice: 'Answers of 60 KB are cut. Please look for limits of size or time on answers.',
      },
      redirect: {
        said: 'Something on the way led a request to another page, {times}: perhaps one to sign in. I asked again.',
        advice: 'Requests to chat/ are redirected. Please let them through, or answer with an error.',
      },
      page: {
        said: 'Something on the way answered with a page of its own, {times}. I asked again.',
        advice: 'Requests to chat/ are answered with a web page (status {status}), not by the chat. Please let them through.',
      },
      gateway: {
        said: 'A server on the way could not reach the chat, {times}. I asked again.',
        advice: 'A front server or proxy answers {status}. Please see whether the daemon runs, and whether time-outs are longer than 60 seconds.',
      },
      foreign: {
        said: 'The server took this page for another site’s and refused, {times}.',
        advice: 'The daemon answers 403 foreign_origin: Host is not the name by which people open the page. Please pass Host on in the proxy, or set X-Forwarded-Host; or name the address with --allow-origin.',
      },
      lost: {
        said: 'A request got no answer, {times}. I asked again; nothing was lost.',
        advice: 'Connections are refused or reset. Please look at the logs of the proxies on the way.',
      },
      no_reuse: {
        said: 'Each request needs a connection of its own, which makes all of them slower.',
        advice: 'Connections are closed after each answer. Please switch on keep-alive.',
      },
    },
    state: { well: { pass: 'All is well: requests pass.', wait: 'All is well: requests may wait {seconds} for news.' } },
    values: {
      every: 'every {seconds}',
      upTo: 'waiting up to {seconds}',
      milliseconds: '{count} ms',
      ago: '{duration} ago',
      passed: '{kilobytes} passed',
    },
    about: { versionIs: 'Version {version}.', hashIs: 'Hash of the list of its files: {hash}' },
    paper: {
      tally: '{answered} of {requests} requests answered in {duration}',
      fault: '{kind}: {times}, last {duration} ago',
    },
    pictureSays: {
      streams: 'The last minute: {answered} answered, {lost} lost, {waiting} waiting. A stream is open.',
      polls: 'The last minute: {answered} answered, {lost} lost, {waiting} waiting.',
    },
  },

  additions: {
    remarks: {
      unreadable: 'A message that is said to be of {who} cannot be read',
      withheld: {
        by_nobody: 'Something that {who} said has not come here: it may be kept back on the way',
        by_somebody: '{by} has got something of {who} that has not come here: it may be kept back on the way',
      },
      ruled: '{who} knows of other decisions of the hosts than are known here: some may be kept back on the way',
      notSeen: {
        you: '{who} does not see you: not everybody may see the same',
        gone: '{who} does not see somebody who was here: not everybody may see the same',
        one: '{who} does not see {other}: not everybody may see the same',
      },
      seesAnother: '{who} sees somebody who is not seen here: not everybody may see the same',
      seesOthers: '{who} does not see the same people as you: not everybody may see the same',
      removed: '{who} was removed',
    },
  },

  private: {
    called: { nothing: 'The room has no name any more', something: 'The room is called {name}' },
    knock: {
      said: 'Somebody wants to come in. Their words: {five}',
      admitThis: 'Let in {five}',
      turnAwayThis: 'Turn away {five}',
      more: { one: '{count} more are waiting.', other: '{count} more are waiting.' },
    },
    person: { more: 'More about {name}' },
  },

  'private-dialogs': {
    once: {
      number: 'Link {count}',
      changed: 'Link {count} for one person: {state}',
      copyThis: 'Copy link {count}',
      withdrawThis: 'Take back link {count}',
    },
    person: {
      appointQuestion: '{name} can then lock the room, remove people, and close it, as you can. You cannot take that back.',
      appointed: '{name} is a host now',
      removeQuestion: 'Nothing said from now on reaches {name}. What they said vanishes, and the room gets a new link: the old one lets nobody in.',
      removed: '{name} was removed',
      before: '{name} was a host before you, so you cannot remove them.',
    },
    compare: {
      title: 'Compare words with {name}',
      verified: '{name} is verified',
      warning: 'Then whoever you talk to here may not be {name}, or somebody stands between you and reads along. Look once more: if the words still differ, say nothing more here, and start another private room with a link that you pass on by another way.',
    },
    room: { afterSeconds: { one: 'after {count} seconds', other: 'after {count} seconds' }, vanish: 'What anybody says here vanishes {after}.' },
  },
};
