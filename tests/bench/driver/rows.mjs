// The table: each goal, what is run for it, and how the figure follows from the runs.
//
//   runs     name -> {server, load}: one run of each in every round, side by side
//   measure  from the figures of one round, by name, to the value that the goal speaks of
//   limit    the value must be at most this ('most') or at least this ('least')
//   details  what else is worth showing of one run

const micros = (run) => run.cpu / run.deliveries * 1e6;
const microsARequest = (run) => run.cpu / run.requests * 1e6;
const perSecond = (run) => run.deliveries / run.seconds;

const inRoom = (clients, more = {}) => ({ work: 'fanout', clients, rooms: Math.max(1, clients / 1000), ...more });
const daemon = (load) => ({ server: 'daemon', load });
const floor = (load, turns) => ({ server: 'floor', load: { ...load, speech: 'floor' }, options: { turns } });
const nchan = (load) => ({ server: 'nchan', load: { ...load, speech: 'nchan' } });
const behind = (front, load) => ({ server: `${front}+daemon`, load });
const floorBehind = (front, load) => ({ server: `${front}+floor`, load: { ...load, speech: 'floor' } });

const ratioToFloor = (clients, name) => ({
  name,
  workload: `direct, ${clients.toLocaleString('en')} clients${clients > 1000 ? ` in ${clients / 1000} rooms` : ' in one room'}, each on its own connection, one message in flight`,
  goal: 'CPU a delivery, times the floor’s',
  limit: ['most', 1.3],
  runs: { daemon: daemon(inRoom(clients)), floor: floor(inRoom(clients)) },
  measure: (r) => micros(r.daemon) / micros(r.floor),
  details: [['µs a delivery', micros]],
});

const multiplexed = (flight, goal, limit, measure) => ({
  name: `multiplexed-${flight}`,
  workload: `direct, 1,000 clients over 1 and over 8 connections, ${flight} in flight (the worse of both)`,
  goal,
  limit,
  runs: {
    'over 1': daemon(inRoom(1000, { flight, connections: 1 })),
    'over 8': daemon(inRoom(1000, { flight, connections: 8 })),
  },
  measure,
  details: [['µs a delivery', micros], ['deliveries/s', perSecond]],
});

const pairs = { work: 'pairs', clients: 8000, rooms: 4000 };

const againstNchan = (front, flight, speech, goal, limit, measure) => ({
  name: `${front}-${speech === 'stream' ? 'stream' : `${flight}-in-flight`}${goal.startsWith('CPU') ? '-cpu' : ''}`,
  workload: `${front}, ${speech === 'stream' ? 'streaming' : 'long poll'}, 1,000 clients, ${flight} in flight, beside nchan’s long poll`,
  goal,
  limit,
  runs: { [front]: behind(front, inRoom(1000, { flight, speech })), nchan: nchan(inRoom(1000, { flight })) },
  measure: (r) => measure(r[front]) / measure(r.nchan),
  details: [['deliveries/s', perSecond], ['µs a delivery', micros]],
});

const memory = (name, connections, limit) => ({
  name: `memory-${name}`,
  workload: `memory for a parked client, ${name}, 10,000 in rooms of 10`,
  goal: 'bytes resident in the daemon',
  limit: ['most', limit],
  runs: { daemon: daemon({ work: 'parked', clients: 10000, rooms: 1000, connections }) },
  measure: (r) => r.daemon.grown / r.daemon.clients,
  details: [['bytes a client', (run) => run.grown / run.clients]],
});

const paced = { work: 'paced', clients: 100, rate: 50 };

export const rows = [
  ratioToFloor(1000, 'direct'),
  multiplexed(1, 'µs of CPU a delivery, its re-poll included', ['most', 2.0], (r) => Math.max(...Object.values(r).map(micros))),
  multiplexed(16, 'deliveries a second', ['least', 2e6], (r) => Math.min(...Object.values(r).map(perSecond))),
  {
    name: 'pairs',
    workload: 'pairs: 4,000 rooms of two, each message answered',
    goal: 'CPU a request, times the floor’s',
    limit: ['most', 1.5],
    runs: { daemon: daemon(pairs), floor: floor(pairs, ['send', 'poll', 'poll']) },
    measure: (r) => microsARequest(r.daemon) / microsARequest(r.floor),
    details: [['µs a request', microsARequest]],
  },
  {
    name: 'lighttpd',
    workload: 'lighttpd, 1,000 clients, one in flight, beside the floor behind the same',
    goal: 'deliveries a second, times the floor’s',
    limit: ['least', 0.95],
    runs: { daemon: behind('lighttpd', inRoom(1000)), floor: floorBehind('lighttpd', inRoom(1000)) },
    measure: (r) => perSecond(r.daemon) / perSecond(r.floor),
    details: [['deliveries/s', perSecond], ['µs a delivery, front server included', micros]],
  },
  ...['lighttpd', 'nginx'].map((front) => againstNchan(front, 16, 'chat', 'deliveries a second, times nchan’s', ['least', 2], perSecond)),
  ...['nginx', 'lighttpd'].flatMap((front) => [
    againstNchan(front, 1, 'stream', 'deliveries a second, times nchan’s', ['least', 1], perSecond),
    againstNchan(front, 1, 'stream', 'CPU a delivery, times nchan’s', ['most', 1], micros),
  ]),
  memory('on a connection of its own', 0, 1024),
  memory('multiplexed over 8 connections', 8, 512),
  ratioToFloor(100, 'growth-100'),
  ratioToFloor(10000, 'growth-10000'),
  {
    name: 'idle',
    workload: 'idle: 15,000 clients parked with the default hold, each on its own connection',
    goal: '% of a core',
    limit: ['most', 1.5],
    // As long as the hold, so that each polls again once.
    runs: { daemon: daemon({ work: 'parked', clients: 15000, rooms: 1500, seconds: 25, fixed: true }) },
    measure: (r) => r.daemon.cpu / r.daemon.seconds * 100,
    details: [['re-polls a second', (run) => run.requests / run.seconds]],
  },
  {
    name: 'latency',
    workload: 'lighttpd, a room of 100, 50 messages a second, each measured from when it was due',
    goal: 'ms at p99 above the floor’s answers to the same bursts',
    limit: ['most', 5],
    runs: { daemon: behind('lighttpd', paced), floor: floorBehind('lighttpd', paced) },
    measure: (r) => (r.daemon.latency_us.p99 - r.floor.latency_us.p99) / 1000,
    details: [['p50 ms', (run) => run.latency_us.p50 / 1000], ['p99 ms', (run) => run.latency_us.p99 / 1000]],
  },
];
