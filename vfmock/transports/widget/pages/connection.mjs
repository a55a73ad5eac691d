// A connection to a Socket.IO server over one websocket, which is made again whenever it is lost.

import { CONNECT, LEAVE, PONG, decode, encode } from './packets.mjs';

const PATIENCE = 10_000; // Milliseconds until the server must have let this client in.
const SHORTEST = 500; // The first pause before another attempt, in milliseconds.
const LONGEST = 5_000;

/** The address of the websocket of a server, from the URL of its root. */
export function address(root) {
  const url = new URL('v4/interact/socket/?EIO=4&transport=websocket', root);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/**
 * `hear` has three functions. `status(state, detail)` gets `connecting`, `open`, `waiting` (with the
 * milliseconds until the next attempt, and why) or `closed`. `event(name, payload)` gets each event.
 * `wire(way, name, payload)` gets all that passes: `in`, `out`, or a `note`.
 */
export class Connection {
  #url;
  #hear;
  #make;
  #timers;
  #random;
  #socket = null;
  #bound = null; // ends what takes too long: an attempt, or a silence
  #again = null;
  #attempts = 0;
  #silence = 0;
  state = 'closed';

  constructor(url, hear, { make = (at) => new WebSocket(at), timers = globalThis, random = Math.random } = {}) {
    this.#url = url;
    this.#hear = hear;
    this.#make = make;
    this.#timers = timers;
    this.#random = random;
  }

  /** Connect now, also in the middle of a pause. */
  open() {
    this.#timers.clearTimeout(this.#again);
    this.#letGo();
    this.#become('connecting');
    const socket = this.#make(this.#url);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code }) => this.#lost(code === 1005 ? 'closed' : `closed with ${code}`);
    socket.onerror = () => {}; // It is closed next.
    this.#expect(PATIENCE, 'no answer');
  }

  /** Leave for good. */
  close() {
    this.#timers.clearTimeout(this.#again);
    if (this.state === 'open') this.#socket.send(LEAVE);
    this.#letGo();
    this.#become('closed');
  }

  /** Drop the connection, and make another one after a pause. */
  drop(reason) {
    this.#lost(reason);
  }

  /** Send an event. Returns whether there was a connection to send it over. */
  emit(name, payload) {
    if (this.state !== 'open') return false;
    this.#hear.wire('out', name, payload);
    this.#socket.send(encode(name, payload));
    return true;
  }

  #receive(data) {
    const packet = decode(data);
    if (this.state === 'open') this.#expect(this.#silence, 'ping timeout');
    switch (packet.kind) {
      case 'open':
        this.#silence = packet.silence;
        this.#socket.send(CONNECT);
        break;
      case 'connected':
        this.#attempts = 0;
        this.#expect(this.#silence, 'ping timeout');
        this.#become('open');
        break;
      case 'ping':
        this.#socket.send(PONG);
        break;
      case 'event':
        this.#hear.wire('in', packet.name, packet.payload);
        this.#hear.event(packet.name, packet.payload);
        break;
      case 'close':
      case 'disconnected':
        this.#lost('the server closed it');
        break;
      case 'refused':
        this.#lost(`refused: ${packet.reason}`);
        break;
      case 'unknown':
        this.#hear.wire('note', 'unknown packet', packet.packet);
        break;
    }
  }

  #lost(reason) {
    this.#letGo();
    const pause = Math.min(LONGEST, SHORTEST * 2 ** this.#attempts) * (0.75 + this.#random() / 2);
    this.#attempts += 1;
    this.#again = this.#timers.setTimeout(() => this.open(), pause);
    this.#become('waiting', { pause, reason });
  }

  // A silent socket may stay half open for minutes, so nothing waits for its end.
  #letGo() {
    this.#timers.clearTimeout(this.#bound);
    this.#silence = 0;
    if (this.#socket === null) return;
    const socket = this.#socket;
    this.#socket = null;
    socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #expect(bound, reason) {
    this.#timers.clearTimeout(this.#bound);
    this.#bound = this.#timers.setTimeout(() => this.#lost(reason), bound);
  }

  #become(state, detail = {}) {
    this.state = state;
    const named = { connecting: 'connecting', open: 'connected', waiting: 'connection lost', closed: 'left' };
    this.#hear.wire('note', named[state], detail.reason);
    this.#hear.status(state, detail);
  }
}
