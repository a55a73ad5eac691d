// Node's Socket.IO server. In `/` and `/custom` it tells a client the auth that the client sent,
// and sends back the arguments of two events: of one as an event, of the other as an
// acknowledgement. On two more it lets the client leave the namespace, and closes the connection.
// Nobody may join `/refused`.

import { listen, require } from './listen.mjs';

const { Server } = require('socket.io');

function echo(socket) {
  socket.emit('auth', socket.handshake.auth);
  socket.on('message', (...args) => socket.emit('message-back', ...args));
  socket.on('message-with-ack', (...args) => {
    const acknowledge = args.pop();
    acknowledge(...args);
  });
  socket.on('leave', () => socket.disconnect());
  socket.on('close', () => socket.conn.close());
}

function refuse(socket, next) {
  next(Object.assign(new Error('not today'), { data: { code: 7 } }));
}

await listen((server, options) => {
  const io = new Server(server, options);
  for (const name of ['/', '/custom']) io.of(name).on('connection', echo);
  io.of('/refused').use(refuse);
});
