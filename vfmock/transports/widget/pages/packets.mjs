// The packets of Engine.IO 4 and Socket.IO 5, as far as a client with one websocket needs them. See
// https://socket.io/docs/v4/engine-io-protocol/ and https://socket.io/docs/v4/socket-io-protocol/.

export const CONNECT = '40'; // to the default namespace
export const LEAVE = '41';
export const PONG = '3';

const EVENT = '42';

/** The packet of an event; without a payload it has its name alone. */
export function encode(name, payload) {
  return EVENT + JSON.stringify(payload === undefined ? [name] : [name, payload]);
}

/**
 * What a packet says: `{kind, …}`, where the kind is `open`, `close`, `ping`, `noop`, `connected`,
 * `disconnected`, `event`, `refused`, or `unknown` for all that this client does not use.
 */
export function decode(packet) {
  if (typeof packet !== 'string') return { kind: 'unknown', packet: 'binary data' };
  try {
    return engine(packet) ?? { kind: 'unknown', packet };
  } catch {
    return { kind: 'unknown', packet };
  }
}

function engine(packet) {
  const rest = packet.slice(1);
  switch (packet[0]) {
    case '0':
      return opened(JSON.parse(rest));
    case '1':
      return { kind: 'close' };
    case '2':
      return { kind: 'ping' };
    case '4':
      return socket(rest);
    case '6':
      return { kind: 'noop' };
    default:
      return undefined;
  }
}

function opened({ sid, pingInterval, pingTimeout }) {
  return { kind: 'open', sid, silence: pingInterval + pingTimeout };
}

function socket(packet) {
  const rest = packet.slice(1);
  switch (packet[0]) {
    case '0':
      return { kind: 'connected', sid: JSON.parse(rest || '{}').sid };
    case '1':
      return { kind: 'disconnected' };
    case '2':
      return event(rest);
    case '4':
      return { kind: 'refused', reason: JSON.parse(rest || '{}').message ?? 'no reason given' };
    default:
      return undefined;
  }
}

// An event may have the id of an acknowledgement before its list. This client gives none.
function event(packet) {
  const list = JSON.parse(packet.replace(/^\d+/, ''));
  if (!Array.isArray(list) || typeof list[0] !== 'string') return undefined;
  return { kind: 'event', name: list[0], payload: list[1] };
}
