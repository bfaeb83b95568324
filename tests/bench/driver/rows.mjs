// The table: each goal, what is run for it, and how the figure follows from the runs.
//
//   runs     name -> {server, load}: one run of each in every round, side by side
//   goals    [what, limit, measure]: a figure, ['most', x] or ['least', x] for what it must reach, and how it
//            follows from the runs of one round, by name
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

const ratioToFloor = (name, clients, room) => ({
  name,
  workload: `direct, ${room}, each client on its own connection, one message in flight`,
  runs: { daemon: daemon(inRoom(clients)), floor: floor(inRoom(clients)) },
  goals: [['CPU a delivery, times the floor’s', ['most', 1.3], (r) => micros(r.daemon) / micros(r.floor)]],
  details: [['µs a delivery', micros]],
});

const worst = (r, of) => Object.values(r).map(of).reduce((a, b) => Math.max(a, b));
const least = (r, of) => -worst(r, (run) => -of(run));

const multiplexed = (flight, goals) => ({
  name: `multiplexed-${flight}`,
  workload: `direct, 1,000 clients over 1 and over 8 connections, ${flight} in flight (the worse of both counts)`,
  runs: {
    'over 1': daemon(inRoom(1000, { flight, connections: 1 })),
    'over 8': daemon(inRoom(1000, { flight, connections: 8 })),
  },
  goals,
  details: [['µs a delivery', micros], ['deliveries/s', perSecond]],
});

const pairs = { work: 'pairs', clients: 8000, rooms: 4000 };
const paced = { work: 'paced', clients: 100, rate: 50 };

const besideNchan = (name, front, what, load, goals) => ({
  name,
  workload: `${front}, ${what}, 1,000 clients, ${load.flight} in flight, beside nchan’s long poll`,
  runs: { ours: behind(front, inRoom(1000, load)), nchan: nchan(inRoom(1000, { flight: load.flight })) },
  goals,
  details: [['deliveries/s', perSecond], ['µs a delivery', micros]],
});

const fasterThanNchan = (times) => ['deliveries a second, times nchan’s', ['least', times], (r) => perSecond(r.ours) / perSecond(r.nchan)];
const cheaperThanNchan = ['CPU a delivery, times nchan’s', ['most', 1], (r) => micros(r.ours) / micros(r.nchan)];
const batches = (front) => besideNchan(`${front}-16-in-flight`, front, 'long poll', { flight: 16 }, [fasterThanNchan(2)]);
const streams = (front) => besideNchan(`${front}-stream`, front, 'streaming', { flight: 1, speech: 'stream' }, [fasterThanNchan(1), cheaperThanNchan]);

const memory = (name, what, connections, limit) => ({
  name,
  workload: `memory for a parked client, ${what}; 10,000 in rooms of 10`,
  runs: { daemon: daemon({ work: 'parked', clients: 10000, rooms: 1000, connections }) },
  goals: [['bytes resident in the daemon', ['most', limit], (r) => r.daemon.grown / r.daemon.clients]],
  details: [['bytes a client', (run) => run.grown / run.clients]],
});

export const rows = [
  ratioToFloor('direct', 1000, 'one room of 1,000'),
  multiplexed(1, [['µs of CPU a delivery, its re-poll included', ['most', 2.0], (r) => worst(r, micros)]]),
  multiplexed(16, [['deliveries a second', ['least', 2e6], (r) => least(r, perSecond)]]),
  {
    name: 'pairs',
    workload: 'pairs: 4,000 rooms of two, each message answered',
    runs: { daemon: daemon(pairs), floor: floor(pairs, ['send', 'poll', 'poll']) },
    goals: [['CPU a request, times the floor’s', ['most', 1.5], (r) => microsARequest(r.daemon) / microsARequest(r.floor)]],
    details: [['µs a request', microsARequest]],
  },
  {
    name: 'lighttpd',
    workload: 'lighttpd, one room of 1,000, one in flight, beside the floor behind the same',
    runs: { daemon: behind('lighttpd', inRoom(1000)), floor: floorBehind('lighttpd', inRoom(1000)) },
    goals: [['deliveries a second, times the floor’s', ['least', 0.95], (r) => perSecond(r.daemon) / perSecond(r.floor)]],
    details: [['deliveries/s', perSecond], ['µs a delivery, front server included', micros]],
  },
  batches('lighttpd'),
  batches('nginx'),
  streams('nginx'),
  streams('lighttpd'),
  memory('memory', 'on a connection of its own', 0, 1024),
  memory('memory-multiplexed', 'multiplexed over 8 connections', 8, 512),
  ratioToFloor('growth-100', 100, 'one room of 100'),
  ratioToFloor('growth-10000', 10000, '10 rooms of 1,000'),
  {
    name: 'joins',
    workload: 'join storm: 10,000 clients join, 64 at a time, nobody polls',
    runs: {
      'rooms of 1,000': daemon({ work: 'joins', clients: 10000, rooms: 10 }),
      'rooms of 10': daemon({ work: 'joins', clients: 10000, rooms: 1000 }),
    },
    goals: [], // what a join may take, budget.json says
    details: [['µs a join', (run) => run.cpu / run.clients * 1e6], ['joins/s', (run) => run.clients / run.seconds]],
  },
  {
    name: 'idle',
    workload: 'idle: 15,000 clients parked with the default hold, each on its own connection',
    // As long as the hold, so that each polls again once.
    runs: { daemon: daemon({ work: 'parked', clients: 15000, rooms: 1500, seconds: 25 }) },
    goals: [['% of a core', ['most', 1.5], (r) => r.daemon.cpu / r.daemon.seconds * 100]],
    details: [['re-polls a second', (run) => run.requests / run.seconds]],
  },
  {
    name: 'latency',
    workload: 'lighttpd, a room of 100, 50 messages a second, each measured from when it was due',
    runs: { daemon: behind('lighttpd', paced), floor: floorBehind('lighttpd', paced) },
    goals: [['ms at p99 above the floor’s answers to the same bursts', ['most', 5], (r) => (r.daemon.latency_us.p99 - r.floor.latency_us.p99) / 1000]],
    details: [['p50 ms', (run) => run.latency_us.p50 / 1000], ['p99 ms', (run) => run.latency_us.p99 / 1000]],
  },
];
