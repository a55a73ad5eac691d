// Drives any number of socket.io-client sockets for the Python tests, by the commands below.
// NodeClient in ../node_client.py is the other end.
//
// What JSON cannot carry is an object with one key: {"$binary": "<base64>"} for a Buffer and
// {"$undefined": true} for undefined; {"$object": {...}} is an object that only looks like one.

import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';

import { io } from 'socket.io-client';

import { report, serve } from './lines.mjs';

const MARKERS = new Set(['$binary', '$undefined', '$object']);
const sockets = new Map();
const opened = new WeakSet(); // engines

// The HTTP requests under way.
const requests = new Set();
subscribe('http.client.request.start', ({ request }) => {
  requests.add(request);
  request.once('close', () => requests.delete(request));
});

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

function looksMarked(object) {
  const keys = Object.keys(object);
  return keys.length === 1 && MARKERS.has(keys[0]);
}

function encode(value) {
  if (value === undefined) return { $undefined: true };
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof ArrayBuffer) return { $binary: Buffer.from(value).toString('base64') };
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { $binary: bytes.toString('base64') };
  }
  if (Array.isArray(value)) return value.map(encode);
  const encoded = mapValues(value, encode);
  return looksMarked(value) ? { $object: encoded } : encoded;
}

function decode(value) {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(decode);
  if (!looksMarked(value)) return mapValues(value, decode);
  if ('$binary' in value) return Buffer.from(value.$binary, 'base64');
  return '$undefined' in value ? undefined : mapValues(value.$object, decode);
}

// Flattens what the client says about a failure. `description` is a text, an HTTP status or an
// ErrorEvent; `context` is the websocket's CloseEvent or the XMLHttpRequest.
function describe(error) {
  if (error === null || typeof error !== 'object') return { message: String(error ?? '') };
  const { description, context } = error;
  const text = description?.message ?? description;
  return {
    message: error.message ?? String(text ?? ''),
    description: text,
    data: error.data === undefined ? undefined : encode(error.data),
    close_code: context?.code,
    close_reason: context?.reason,
    http_status: context?.status,
    http_body: context?.responseText,
  };
}

// Every reconnection has a new engine. It is watched from the manager's `open`, which comes before
// the probes for an upgrade; an engine that never opens is told by `connect_error`.
function watchEngine(name, engine) {
  opened.add(engine);
  engine.on('upgrade', (transport) => report(name, 'upgrade', { transport: transport.name }));
  engine.on('upgradeError', (error) => report(name, 'upgrade_error', describe(error)));
  engine.on('close', (reason, details) =>
    report(name, 'engine_close', { reason, details: details && describe(details) }),
  );
}

function watchManager(name, manager) {
  manager.on('open', () => watchEngine(name, manager.engine));
  manager.on('reconnect_attempt', (attempt) => report(name, 'reconnect_attempt', { attempt }));
  manager.on('reconnect', (attempt) => report(name, 'reconnect', { attempt }));
  manager.on('reconnect_error', (error) => report(name, 'reconnect_error', describe(error)));
  manager.on('reconnect_failed', () => report(name, 'reconnect_failed'));
}

function watchSocket(name, socket) {
  socket.on('connect', () => {
    const { id: sid, recovered } = socket;
    report(name, 'connect', { sid, recovered, transport: socket.io.engine.transport.name });
  });
  socket.on('disconnect', (reason, details) =>
    report(name, 'disconnect', { reason, details: details && describe(details) }),
  );
  socket.on('connect_error', (error) => report(name, 'connect_error', describe(error)));
  socket.onAny((event, ...args) => report(name, 'event', { event, args: args.map(encode) }));
}

// Cuts the connection without a word to the server; a polling transport that fails would still post
// a close packet, hence the empty `doClose`. The requests' sockets are destroyed, because the
// `abort` of xmlhttprequest-ssl throws where nothing can catch it. `ws` and `doClose` are no
// public names of engine.io-client; the version is pinned.
function cut({ transport, id }) {
  if (transport.name === 'websocket') {
    transport.ws.terminate();
    return;
  }
  transport.doClose = () => {};
  const pending = [...requests].filter((request) => request.path.includes(`sid=${id}`));
  for (const request of pending) request.destroy();
  if (pending.length === 0) transport.onError('transport killed');
}

// Disconnects and waits for what polling still posts, since a server that stops at once would
// refuse it and keep an open poll. A server that does not answer is not waited for, and an engine
// that was never open posts nothing.
async function leave(socket) {
  const { engine } = socket.io;
  const { transport } = engine;
  socket.disconnect();
  const signal = AbortSignal.timeout(1000);
  try {
    if (engine.readyState !== 'closed') await once(engine, 'close', { signal });
    if (transport.name === 'polling' && opened.has(engine) && !transport.writable) {
      await once(transport, 'drain', { signal });
    }
  } catch {
    // The server is gone or hangs.
  }
}

function find(name) {
  const socket = sockets.get(name);
  if (!socket) throw new Error(`no socket ${JSON.stringify(name)}`);
  return socket;
}

const commands = {
  connect({ socket: name, url, options }) {
    const socket = io(url, decode(options));
    sockets.set(name, socket);
    watchSocket(name, socket);
    watchManager(name, socket.io);
  },
  emit({ socket: name, event, args, ack }) {
    const socket = find(name);
    const values = args.map(decode);
    if (!ack) {
      socket.emit(event, ...values);
      return undefined;
    }
    return new Promise((resolve) => {
      socket.emit(event, ...values, (...answer) => resolve(answer.map(encode)));
    });
  },
  disconnect: ({ socket: name }) => void find(name).disconnect(),
  write: ({ socket: name, data }) => void find(name).io.engine.write(data),
  kill: ({ socket: name }) => cut(find(name).io.engine),
  async forget({ socket: name }) {
    const socket = find(name);
    sockets.delete(name);
    await leave(socket);
  },
};

serve(commands);
