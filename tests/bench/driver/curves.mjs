// What the plots show, beside the table: one curve a server, one run a point and round.

const SIZES = [100, 300, 1000, 3000];

const room = (clients) => ({ work: 'fanout', clients, rooms: Math.max(1, clients / 1000) });
const parked = (clients) => ({ work: 'parked', clients, rooms: clients / 10, seconds: 0.1 });
const paced = { work: 'paced', clients: 100, rate: 50 };

const curve = (plot, name, server, loads) => ({ plot, name, runs: loads.map((load) => ({ server, load })) });
const speaking = (speech, loads) => loads.map((load) => ({ ...load, speech }));

const deliveries = SIZES.map(room);
const memory = [1000, 3000, 9000].map(parked);

export const curves = [
  curve('deliveries', 'floor, direct', 'floor', speaking('floor', deliveries)),
  curve('deliveries', 'direct', 'daemon', deliveries),
  curve('deliveries', 'multiplexed', 'daemon', deliveries.map((load) => ({ ...load, connections: 4 }))),
  curve('deliveries', 'nginx, stream', 'nginx+daemon', speaking('stream', deliveries)),
  curve('deliveries', 'nchan', 'nchan', speaking('nchan', deliveries)),
  curve('deliveries', 'socket.io', 'socketio', speaking('socketio', deliveries)),
  curve('memory', 'direct', 'daemon', memory),
  curve('memory', 'multiplexed', 'daemon', memory.map((load) => ({ ...load, connections: 8 }))),
  curve('memory', 'nchan', 'nchan', speaking('nchan', memory)),
  curve('memory', 'socket.io', 'socketio', speaking('socketio', memory)),
  curve('latency', 'lighttpd', 'lighttpd+daemon', [paced]),
  curve('latency', 'lighttpd, stream', 'lighttpd+daemon', speaking('stream', [paced])),
  curve('latency', 'lighttpd, floor', 'lighttpd+floor', speaking('floor', [paced])),
  curve('latency', 'nchan', 'nchan', speaking('nchan', [paced])),
  curve('latency', 'socket.io', 'socketio', speaking('socketio', [paced])),
];
