// Drives any number of WebSocketRuntimeClient of Voiceflow's @voiceflow/sdk-runtime for the Python
// tests, by the commands below. RuntimeClient in ../../runtime_client.py is the other end.

import { createRequire } from 'node:module';

import { report, serve } from '../lines.mjs';

// The package in CommonJS, as its build for `import` is for bundlers, and what it requires itself.
const require = createRequire(import.meta.url);
const requireInside = createRequire(require.resolve('@voiceflow/sdk-runtime'));

// The published peer lacks some enums that the client reads. Their values are made up.
const dtos = requireInside('@voiceflow/dtos-interact');
dtos.AudioEncoding ??= { PCM: 'audio/pcm' };
dtos.Modality ??= { CHAT: 'chat' };
dtos.RequestType.END ??= 'end';

// What the client takes from the browser. `voiceflow_io` is its own hook for another `io`.
Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'vfmock-tests' } });
globalThis.location = new URL('http://localhost/');
globalThis.window = { fetch: globalThis.fetch, voiceflow_io: connect };
console.debug = () => {}; // The client prints calls that failed; they are reported as `http`.

// A test may hurry the waits of the client, such as the 10 s that an answer may take. A heartbeat is
// longer, and stays as it is.
const LONGEST_WAIT = 10_000;
const wait = globalThis.setTimeout;
let haste = 1;
globalThis.setTimeout = (then, delay = 0, ...more) =>
  wait(then, delay > LONGEST_WAIT ? delay : delay / haste, ...more);

const { WebSocketRuntimeClient } = require('@voiceflow/sdk-runtime');
const { FetchClient } = requireInside('@voiceflow/fetch');
const { io } = requireInside('socket.io-client');

const clients = new Map();
const transports = new Map(); // By name; a client that is not here has the library's own order.

// The address of a client ends with its name, so that it gets its transports.
function connect(address, options) {
  const [url, name] = address.split('#');
  return io(url, transports.has(name) ? { ...options, transports: transports.get(name) } : options);
}

// Calls an endpoint and reports it.
async function call(name, url, options) {
  const { pathname } = new URL(url);
  const body = typeof options.body === 'string' ? JSON.parse(options.body) : undefined;
  const told = { method: options.method, path: pathname, body };
  try {
    const response = await fetch(url, options);
    report(name, 'http', { ...told, status: response.status });
    return response;
  } catch (error) {
    report(name, 'http', { ...told, status: 0, error: String(error.cause ?? error) });
    throw error;
  }
}

function find(name) {
  const client = clients.get(name);
  if (!client) throw new Error(`no client ${JSON.stringify(name)}`);
  return client;
}

const commands = {
  hurry({ times }) {
    haste = times;
  },
  open({ socket: name, url, transports: wanted, options }) {
    const baseURL = `${url}#${name}`;
    if (wanted) transports.set(name, wanted);
    const client = new WebSocketRuntimeClient(
      {
        ...options,
        baseURL,
        traces: [{ canHandle: () => true, handle: (_, trace) => trace }],
        onTrace: (_, trace) => report(name, 'trace', { trace }),
        onStateChange: (_, state) => report(name, 'state', { state }),
        onSessionKeyChange: (key) => report(name, 'session_key', { key }),
      },
      undefined,
      new FetchClient((...args) => call(name, ...args), { baseURL }),
    );
    client.emitter.on('replay', ({ replay }) => report(name, 'replay', { replay }));
    client.emitter.on('runtime-session-end', () => report(name, 'session_end'));
    clients.set(name, client);
  },
  init: ({ socket: name, request }) => find(name).init(request),
  // Reads the whole stream and returns its traces.
  async interact({ socket: name, request }) {
    const stream = await find(name).interactStream(() => ({}), request);
    const traces = [];
    for await (const trace of stream) traces.push(trace);
    return traces;
  },
  interrupt: ({ socket: name }) => find(name).interrupt(),
  keep_alive: ({ socket: name }) => find(name).keepAlive(),
  status({ socket: name }) {
    const client = find(name);
    const { versionID } = client;
    const transport = client.socket?.io.engine.transport.name;
    return { versionID, transport, connection: client.getConnectionState() };
  },
  disconnect: ({ socket: name }) => find(name).disconnect(),
  storage: ({ socket: name, request }) => find(name).requestHandoffFileStorage(request),
  upload({ socket: name, storage, file }) {
    const blob = new File([Buffer.from(file.content, 'base64')], file.name, { type: file.type });
    return find(name).uploadHandoffFile({ ...storage, file: blob });
  },
  async forget({ socket: name }) {
    const client = find(name);
    clients.delete(name);
    await client.disconnect();
  },
};

serve(commands);
