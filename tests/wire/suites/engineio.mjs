// Node's Engine.IO server. It sends every message back.

import { listen, require } from './listen.mjs';

const { attach } = require('engine.io');

await listen((server, options) => {
  attach(server, options).on('connection', (socket) => {
    socket.on('message', (data) => socket.send(data));
  });
});
