import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Connection, address } from '../../../../vfmock/transports/widget/pages/connection.mjs';
import { Clock } from './clock.mjs';

const OPEN = '0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';

function made() {
  const clock = new Clock();
  const sockets = [];
  const states = [];
  const events = [];
  const passed = [];
  const make = (url) => {
    const socket = { url, sent: [], closed: false, send: (data) => socket.sent.push(data), close: () => (socket.closed = true) };
    sockets.push(socket);
    return socket;
  };
  const hear = {
    status: (state, detail) => states.push(state === 'waiting' ? `waiting ${detail.pause}: ${detail.reason}` : state),
    event: (name, payload) => events.push([name, payload]),
    wire: (...what) => passed.push(what),
  };
  const connection = new Connection('ws://mock', hear, { make, timers: clock, random: () => 0.5 });
  const say = (...packets) => packets.forEach((data) => sockets.at(-1).onmessage({ data }));
  return { clock, sockets, states, events, passed, connection, say };
}

test('the address of the websocket follows from the root of the server', () => {
  assert.equal(address(new URL('http://mock:3000/')), 'ws://mock:3000/v4/interact/socket/?EIO=4&transport=websocket');
  assert.equal(address(new URL('https://mock/at/a/prefix/')), 'wss://mock/at/a/prefix/v4/interact/socket/?EIO=4&transport=websocket');
});

test('it connects, hears events and answers pings', () => {
  const { connection, sockets, say, states, events } = made();
  connection.open();
  assert.equal(connection.emit('start', {}), false);
  say(OPEN, '40{"sid":"b"}', '2', '42["trace",{"trace":{}}]', '6');
  assert.equal(connection.emit('cancel'), true);
  assert.deepEqual(sockets[0].sent, ['40', '3', '42["cancel"]']);
  assert.deepEqual(states, ['connecting', 'open']);
  assert.deepEqual(events, [['trace', { trace: {} }]]);
});

test('it waits longer after each attempt, and not after a good one', () => {
  const { connection, clock, sockets, say, states } = made();
  connection.open();
  for (const pause of [500, 1000, 2000, 4000, 5000, 5000]) {
    sockets.at(-1).onclose({ code: 1006 });
    assert.equal(states.at(-1), `waiting ${pause}: closed with 1006`);
    clock.advance(pause);
  }
  assert.equal(sockets.length, 7);
  say(OPEN, '40{"sid":"b"}');
  sockets.at(-1).onclose({ code: 1005 });
  assert.equal(states.at(-1), 'waiting 500: closed');
});

test('it takes another attempt at once if asked', () => {
  const { connection, clock, sockets } = made();
  connection.open();
  sockets[0].onclose({ code: 1006 });
  connection.open();
  assert.equal(sockets.length, 2);
  clock.advance(9_000);
  assert.equal(sockets.length, 2);
});

for (const [packets, reason] of [
  [[OPEN, '40{}', '41'], 'the server closed it'],
  [[OPEN, '40{}', '1'], 'the server closed it'],
  [[OPEN, '44{"message":"no"}'], 'refused: no'],
]) {
  test(`it leaves a connection after ${packets.at(-1)}`, () => {
    const { connection, sockets, say, states } = made();
    connection.open();
    say(...packets);
    assert.equal(states.at(-1), `waiting 500: ${reason}`);
    assert.equal(sockets[0].closed, true);
    assert.equal(connection.emit('cancel'), false);
  });
}

test('it leaves a server that does not let it in', () => {
  const { connection, clock, say, states } = made();
  connection.open();
  clock.advance(9_999);
  assert.deepEqual(states, ['connecting']);
  clock.advance(1);
  assert.equal(states.at(-1), 'waiting 500: no answer');
  clock.advance(500);
  say(OPEN);
  clock.advance(9_999);
  say('2');
  clock.advance(1);
  assert.equal(states.at(-1), 'waiting 1000: no answer');
});

test('it leaves a server that is silent', () => {
  const { connection, clock, say, states } = made();
  connection.open();
  say(OPEN, '40{}');
  clock.advance(44_999);
  say('2');
  clock.advance(44_999);
  assert.equal(states.at(-1), 'open');
  clock.advance(1);
  assert.equal(states.at(-1), 'waiting 500: ping timeout');
});

test('a packet that it does not use is shown and changes nothing', () => {
  const { connection, say, states, passed } = made();
  connection.open();
  say(OPEN, '40{}', '42{}');
  assert.equal(states.at(-1), 'open');
  assert.deepEqual(passed.at(-1), ['note', 'unknown packet', '42{}']);
});

test('it leaves for good', () => {
  const { connection, clock, sockets, say, states } = made();
  connection.open();
  say(OPEN, '40{}');
  connection.close();
  assert.equal(sockets[0].sent.at(-1), '41');
  assert.equal(states.at(-1), 'closed');
  assert.equal(clock.waiting, 0);
});
