import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NOTHING, Session } from '../../../../vfmock/transports/widget/pages/session.mjs';
import { Clock } from './clock.mjs';

const WHO = { userID: 'ann', projectID: 'p' };
const hello = { type: 'text', payload: 'hello' };

function made(kept = {}) {
  const memory = { ...NOTHING, ...kept };
  const clock = new Clock();
  const sent = [];
  const told = [];
  const connection = {
    state: 'open',
    emit: (name, payload) => sent.push(payload === undefined ? name : [name, payload]) > 0,
    drop: (reason) => told.push(`drop: ${reason}`),
  };
  const hear = Object.fromEntries(
    ['ready', 'trace', 'pushed', 'turn', 'cancelled', 'ended'].map((name) => [name, (...said) => told.push([name, ...said])]),
  );
  const session = new Session(connection, WHO, memory, hear, clock);
  const names = () => sent.splice(0).map((one) => (typeof one === 'string' ? one : one[0]));
  const begin = () => {
    session.status('open');
    session.event('start', { newSessionRequired: true });
    session.event('session-key-update', { sessionKey: 'k' });
    session.event('action', { status: 'completed' });
    sent.length = told.length = 0;
  };
  return { session, connection, memory, clock, sent, told, names, begin };
}

test('a new session begins with a key and a launch', () => {
  const { session, memory, sent, told } = made();
  session.status('open');
  session.event('start', { versionID: 'x', newSessionRequired: true });
  session.event('session-key-update', { sessionKey: 'k' });
  assert.equal(sent[0][0], 'start');
  assert.deepEqual({ ...sent[0][1], config: null }, { ...WHO, config: null });
  assert.deepEqual(sent.slice(1), ['session-key-update', ['action', { action: { type: 'launch', payload: {} } }]]);
  assert.equal(memory.key, 'k');
  assert.deepEqual(told, [['ready', true], ['turn', true]]);
});

test('a session goes on by its key, from the last trace on', () => {
  const { session, sent, told } = made({ key: 'k', seen: 5 });
  session.status('open');
  session.event('start', { newSessionRequired: false });
  assert.equal(sent.length, 1);
  assert.deepEqual([sent[0][1].sessionKey, sent[0][1].lastReceivedAt], ['k', 4]);
  assert.deepEqual(told, [['ready', false]]);
});

test('after a stale key there is another session', () => {
  const { session, memory, names } = made({ key: 'k', seen: 5 });
  session.status('open');
  session.event('start', { newSessionRequired: true });
  assert.deepEqual(memory, NOTHING);
  session.event('session-key-update', { sessionKey: 'new' });
  assert.deepEqual(names(), ['start', 'session-key-update', 'action']);
});

test('what the user said meanwhile goes to the other session', () => {
  const { session, begin, sent } = made();
  begin();
  session.status('waiting');
  session.act(hello);
  session.status('open');
  session.event('start', { newSessionRequired: true });
  session.event('session-key-update', { sessionKey: 'new' });
  session.event('action', { status: 'completed' });
  assert.deepEqual(sent.slice(-2).map(([, { action }]) => action.type), ['launch', 'text']);
});

test('actions are sent one after the other', () => {
  const { session, begin, names, told } = made();
  begin();
  session.act(hello);
  session.act(hello);
  session.event('action', { status: 'accepted' });
  assert.deepEqual(names(), ['action']);
  session.event('action', { status: 'rejected' });
  assert.deepEqual(names(), ['action']);
  assert.deepEqual(told, [['turn', true], ['turn', false, 'rejected'], ['turn', true]]);
});

test('an action without a connection waits for it', () => {
  const { session, begin, names } = made();
  begin();
  session.status('waiting');
  session.act(hello);
  assert.deepEqual(names(), []);
  session.status('open');
  session.event('start', { newSessionRequired: false });
  assert.deepEqual(names(), ['start', 'action']);
});

test('a turn ends with its connection', () => {
  const { session, begin, told } = made();
  begin();
  session.act(hello);
  session.status('waiting');
  session.status('connecting');
  assert.deepEqual(told, [['turn', true], ['turn', false, 'lost']]);
});

test('a cancel forgets what waits', () => {
  const { session, begin, names, told } = made();
  begin();
  session.act(hello);
  session.act(hello);
  session.cancel();
  session.event('cancel', { success: true });
  session.event('action', { status: 'completed' });
  assert.deepEqual(names(), ['action', 'cancel']);
  assert.deepEqual(told.slice(1), [['cancelled', true], ['turn', false, 'completed']]);
});

test('it remembers the time of the newest trace, also of a replay', () => {
  const { session, begin, memory, told } = made();
  begin();
  session.event('trace', { trace: { type: 'text', time: 7 } });
  session.event('trace', { trace: { type: 'text', time: 6 } });
  assert.equal(memory.seen, 7);
  session.event('replay', { replay: [{ type: 'trace', data: { type: 'text', time: 9 } }, { type: 'action', data: hello }] });
  assert.equal(memory.seen, 9);
  assert.deepEqual(told.at(-1), ['pushed', hello]);
});

test('a trace of the last moment is shown once, as often as it came', () => {
  const { session, begin, told } = made();
  begin();
  const [ha, ho] = ['ha', 'ho'].map((content) => ({ type: 'completion', payload: { state: 'content', content }, time: 7 }));
  session.event('trace', { trace: ha });
  session.event('replay', { replay: [ha, ha, ho].map((data) => ({ type: 'trace', data })) });
  assert.deepEqual(told, [['trace', ha], ['trace', ha], ['trace', ho]]);
});

test('what a fault has broken changes nothing', () => {
  const { session, begin, told } = made();
  begin();
  session.event('trace', { trace: null });
  session.event('trace');
  session.event('replay');
  session.event('nonsense', 7);
  assert.deepEqual(told, []);
});

test('the end is the end until the user starts anew', () => {
  const { session, begin, memory, names, told } = made();
  begin();
  session.event('session-ended');
  assert.deepEqual([session.isOver, memory.key, told.at(-1)], [true, null, ['ended']]);
  assert.equal(session.act(hello), false);
  session.status('waiting');
  session.status('open');
  assert.deepEqual(names(), []);
  session.restart();
  session.event('start', { newSessionRequired: true });
  session.event('session-key-update', { sessionKey: 'other' });
  assert.deepEqual(names(), ['start', 'session-key-update', 'action']);
  assert.equal(session.isOver, false);
});

test('the end of an earlier session is not the end of the next one', () => {
  const { session, begin, told } = made();
  begin();
  session.restart();
  session.event('session-ended');
  assert.deepEqual(told, []);
});

test('a server that does not answer is left', () => {
  const { session, clock, told } = made();
  session.status('open');
  clock.advance(10_000);
  assert.deepEqual(told, ['drop: no answer to start']);
  session.event('start', { newSessionRequired: true });
  clock.advance(10_000);
  assert.deepEqual(told.at(-1), 'drop: no answer to session-key-update');
});

test('a sign of life needs a session', () => {
  const { session, begin, names } = made();
  session.keepAlive();
  begin();
  session.keepAlive();
  assert.deepEqual(names(), ['keep-alive']);
});
