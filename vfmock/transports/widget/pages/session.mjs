// A session in the dialect of Voiceflow's web chat: its handshake, its turns one after the other,
// and how it goes on after a lost connection.

const PATIENCE = 10_000; // Milliseconds until each answer of the handshake, as the web chat has it.

const CONFIG = { completionEvents: true, audioEvents: false, audioEncoding: 'audio/pcm', modality: 'chat' };

const MOST = 500; // The traces of one moment that are remembered.

/** What a session remembers before it begins; it is plain data. */
export const NOTHING = Object.freeze({ key: null, seen: 0, latest: [] });

/**
 * `who` is what `start` says of the user: `{userID, projectID, …}`. `memory` is what was kept of the
 * session: `{key, seen, latest}`, where `seen` is the time of the last trace, and `latest` are the
 * traces of that moment as JSON. It is changed in place.
 *
 * `hear` has functions: `ready(isNew)`, `trace(trace)`, `pushed(action)`, `turn(isRunning, status)`,
 * `cancelled(success)` and `ended()`. A new session begins with a launch.
 */
export class Session {
  #connection;
  #who;
  #memory;
  #hear;
  #timers;
  #bound = null;
  #queue = [];
  #running = false;
  #ready = false;
  isOver = false;

  constructor(connection, who, memory, hear, timers = globalThis) {
    this.#connection = connection;
    this.#who = who;
    this.#memory = memory;
    this.#hear = hear;
    this.#timers = timers;
  }

  /** The connection has become this. */
  status(state) {
    if (state === 'open') {
      if (!this.isOver) this.#start();
      return;
    }
    this.#timers.clearTimeout(this.#bound);
    this.#ready = false;
    this.#stop();
  }

  /** Do something, after all that is still to be done. Returns whether the session takes it. */
  act(action) {
    if (this.isOver) return false;
    this.#queue.push(action);
    this.#next();
    return true;
  }

  /** Ask the server to stop the turn, and forget what waits for its end. */
  cancel() {
    this.#queue = [];
    return this.#connection.emit('cancel');
  }

  /** Show that the user is there, which moves the idle timeout of the session. */
  keepAlive() {
    if (this.#ready) this.#connection.emit('keep-alive');
  }

  /** Forget this session and begin another one. */
  restart() {
    this.isOver = false;
    this.#forget();
    if (this.#connection.state === 'open') this.#start();
  }

  /** Hear an event of the server. */
  event(name, payload = {}) {
    switch (name) {
      case 'start':
        this.#started(payload);
        break;
      case 'session-key-update':
        this.#memory.key = payload.sessionKey;
        this.#begin(true);
        break;
      case 'trace':
        this.#trace(payload.trace);
        break;
      case 'replay':
        this.#replay(payload.replay);
        break;
      case 'action':
        if (payload.status !== 'accepted') this.#finish(payload.status);
        break;
      case 'cancel':
        this.#hear.cancelled(payload.success);
        break;
      case 'session-ended':
        if (this.#ready) this.#end(); // else it is an earlier session that ends
        break;
    }
  }

  #start() {
    this.#ready = false;
    const { key, seen } = this.#memory;
    // A server takes `lastReceivedAt` at its word, and several traces may have the same millisecond.
    const known = key ? { sessionKey: key, lastReceivedAt: Math.max(0, seen - 1) } : {};
    this.#ask('start', { ...this.#who, ...known, config: CONFIG });
  }

  #started({ newSessionRequired }) {
    if (!newSessionRequired && this.#memory.key) {
      this.#begin(false);
      return;
    }
    Object.assign(this.#memory, NOTHING);
    this.#ask('session-key-update');
  }

  #begin(isNew) {
    this.#timers.clearTimeout(this.#bound);
    this.#ready = true;
    this.#hear.ready(isNew);
    if (isNew) this.#queue.unshift({ type: 'launch', payload: {} });
    this.#next();
  }

  #ask(name, payload) {
    this.#connection.emit(name, payload);
    this.#timers.clearTimeout(this.#bound);
    this.#bound = this.#timers.setTimeout(() => this.#connection.drop(`no answer to ${name}`), PATIENCE);
  }

  #trace(trace) {
    if (typeof trace?.type !== 'string') return; // A fault may have broken it.
    this.#remember(trace);
    this.#hear.trace(trace);
  }

  #remember(trace) {
    const memory = this.#memory;
    if (typeof trace.time !== 'number' || trace.time < memory.seen) return;
    if (trace.time > memory.seen) memory.latest = [];
    memory.seen = trace.time;
    memory.latest = [...memory.latest, JSON.stringify(trace)].slice(-MOST);
  }

  // A trace that is known is not shown again, as often as it is known.
  #replay(lines) {
    const known = [...this.#memory.latest];
    for (const { type, data } of lines ?? []) {
      const place = known.indexOf(JSON.stringify(data));
      if (place >= 0) known.splice(place, 1);
      else if (type === 'trace') this.#trace(data);
      else this.#hear.pushed(data);
    }
  }

  #next() {
    if (!this.#ready || this.#running || this.#queue.length === 0) return;
    this.#running = true;
    this.#hear.turn(true);
    this.#connection.emit('action', { action: this.#queue.shift() });
  }

  // A turn may be over that this client does not know of: one that another connection began.
  #finish(status) {
    this.#stop(status);
    this.#next();
  }

  #stop(status = 'lost') {
    if (!this.#running) return;
    this.#running = false;
    this.#hear.turn(false, status);
  }

  #end() {
    this.isOver = true;
    this.#forget();
    this.#hear.ended();
  }

  #forget() {
    this.#queue = [];
    this.#stop('completed');
    Object.assign(this.#memory, NOTHING);
  }
}
