// socket.io as its documentation shows a chat: rooms, and what one says is emitted to all of the room.
// Long polling only, since that is what is compared.

import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { transports: ['polling'] });
io.on('connection', (socket) => {
  const { room } = socket.handshake.query;
  socket.join(room);
  socket.on('say', (message) => io.to(room).emit('m', message));
});
http.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 }, () => console.log('listening'));
