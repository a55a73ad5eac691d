import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decode, encode } from '../../../../vfmock/transports/widget/pages/packets.mjs';

test('an event has its name and its payload, if there is one', () => {
  assert.equal(encode('action', { action: { type: 'text' } }), '42["action",{"action":{"type":"text"}}]');
  assert.equal(encode('cancel'), '42["cancel"]');
  assert.equal(encode('x', null), '42["x",null]');
});

for (const [packet, meaning] of [
  ['0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000}', { kind: 'open', sid: 'a', silence: 45000 }],
  ['1', { kind: 'close' }],
  ['2', { kind: 'ping' }],
  ['6', { kind: 'noop' }],
  ['40{"sid":"b"}', { kind: 'connected', sid: 'b' }],
  ['41', { kind: 'disconnected' }],
  ['42["trace",{"trace":{}}]', { kind: 'event', name: 'trace', payload: { trace: {} } }],
  ['42["session-ended"]', { kind: 'event', name: 'session-ended', payload: undefined }],
  ['4217["start",{}]', { kind: 'event', name: 'start', payload: {} }],
  ['44{"message":"unknown namespace"}', { kind: 'refused', reason: 'unknown namespace' }],
  ['44{}', { kind: 'refused', reason: 'no reason given' }],
]) {
  test(`it reads ${packet}`, () => assert.deepEqual(decode(packet), meaning));
}

for (const packet of ['', '3', '9', '4', '0', '0null', '40nonsense', '42', '42{}', '42[]', '42[7]', '42["cut', '42/other,["x"]', '451-["x",{"_placeholder":true}]']) {
  test(`it does not use ${JSON.stringify(packet)}`, () => assert.deepEqual(decode(packet), { kind: 'unknown', packet }));
}

test('it does not use binary data', () => {
  assert.deepEqual(decode(new ArrayBuffer(3)), { kind: 'unknown', packet: 'binary data' });
});
