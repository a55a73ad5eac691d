// Records what a version of socket.io-client reports of a server: `record` goes through a life of a
// client and returns what it was told, in order. NodeProcess in tests/clients/node_client.py is the
// other end.

import { serve } from '../../clients/node/lines.mjs';
import { require } from './listen.mjs';

const happens = (emitter, event) =>
  new Promise((resolve) => emitter.once(event, (...args) => resolve(args)));

function plain(value) {
  if (value === null || typeof value !== 'object') return value;
  if (ArrayBuffer.isView(value)) return { bytes: [...value] };
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}

// `description` is an HTTP status, a text, or an event of the websocket with a text.
function problem({ message, data, type, description }) {
  const detail = description?.message ?? description;
  return plain({ message, data, type, detail });
}

// The second argument of `disconnect` is there since version 4.5.
function ending(details) {
  return details && plain({ detail: details.description, code: details.context?.code });
}

function watch(socket, name, log) {
  socket.on('connect', () => log(name, 'connect', socket.io.engine.transport.name));
  socket.on('connect_error', (error) => log(name, 'connect_error', problem(error)));
  socket.on('disconnect', (reason, details) => log(name, 'disconnect', reason, ending(details)));
  socket.onAny?.((event, ...args) => log(name, 'event', event, plain(args)));
}

function watchManager(manager, log) {
  for (const event of ['reconnect_attempt', 'reconnect', 'reconnect_failed']) {
    manager.on(event, (attempt) => log('manager', event, attempt));
  }
  manager.on('reconnect_error', (error) => log('manager', 'reconnect_error', problem(error)));
}

async function join(main, name, log) {
  const socket = main.io.socket(name, { auth: { token: name } });
  watch(socket, name, log);
  await Promise.race([happens(socket, 'auth'), happens(socket, 'connect_error')]);
  return socket;
}

async function live(main, log) {
  const back = happens(main, 'message-back');
  main.emit('message', 1, 'two', { three: [3] }, Buffer.from([4]));
  await back;
  const acknowledged = await new Promise((resolve) => {
    main.emit('message-with-ack', 1, 'two', Buffer.from([3]), (...args) => resolve(args));
  });
  log('/', 'acknowledgement', plain(acknowledged));
  const again = happens(main, 'auth');
  main.emit('close');
  await again;
  for (const name of ['/random', '/refused']) await join(main, name, log);
  const custom = await join(main, '/custom', log);
  const left = happens(custom, 'disconnect');
  custom.emit('leave');
  await left;
}

async function record({ library, url, options }) {
  const told = [];
  const log = (...entry) => told.push(entry);
  const main = require(library)(url, {
    ...options,
    auth: { token: 'abc' },
    reconnectionDelay: 10,
    randomizationFactor: 0,
  });
  watch(main, '/', log);
  watchManager(main.io, log);
  const welcomed = happens(main, 'auth').then(() => true);
  const refused = happens(main, 'connect_error').then(() => false);
  if (await Promise.race([welcomed, refused])) await live(main, log);
  main.close();
  return told;
}

serve({ record });
