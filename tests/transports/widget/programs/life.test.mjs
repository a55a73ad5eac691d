// The chat without its view against a real server, whose URL is in VFMOCK_URL.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { Connection, address } from '../../../../vfmock/transports/widget/pages/connection.mjs';
import { Conversation } from '../../../../vfmock/transports/widget/pages/conversation.mjs';
import { NOTHING, Session } from '../../../../vfmock/transports/widget/pages/session.mjs';

const require = createRequire(new URL('../../../clients/node/package.json', import.meta.url));
const WebSocket = require('ws');

const memory = { ...NOTHING };
const changes = new Set();
const seen = { ready: 0, turns: 0, ended: 0, states: [] };
let session;
let connection;
let conversation;

function changed() {
  for (const check of changes) check();
}

// Wait until something is the case; each event is a reason to look again.
function until(isTrue) {
  return new Promise((resolve) => {
    const check = () => {
      if (!isTrue()) return;
      changes.delete(check);
      resolve();
    };
    changes.add(check);
    check();
  });
}

const shown = () => conversation.items.map(({ kind, lines, buttons, text }) => lines?.map((line) => line.map((run) => run.text).join('')).join('\n') ?? buttons?.map(({ name }) => name) ?? text ?? kind);

async function say(text) {
  const turns = seen.turns + 1;
  conversation.say(text);
  session.act({ type: 'text', payload: text });
  await until(() => seen.turns === turns);
}

before(async () => {
  conversation = new Conversation({ added: changed, changed, removed: changed, silence: changed });
  const hear = (done) => (...said) => {
    done(...said);
    changed();
  };
  connection = new Connection(
    address(process.env.VFMOCK_URL),
    {
      status: hear((state) => {
        seen.states.push(state);
        session.status(state);
      }),
      event: (name, payload) => session.event(name, payload),
      wire: () => {},
    },
    { make: (url) => new WebSocket(url) },
  );
  session = new Session(connection, { userID: 'ann', projectID: 'p' }, memory, {
    ready: hear(() => (seen.ready += 1)),
    trace: hear((trace) => conversation.trace(trace)),
    pushed: hear((action) => conversation.note(action.type)),
    turn: hear((isRunning) => {
      if (isRunning) return;
      seen.turns += 1;
      conversation.settle();
    }),
    cancelled: hear((success) => conversation.note(`cancelled ${success}`)),
    ended: hear(() => {
      seen.ended += 1;
      conversation.end();
    }),
  });
  connection.open();
  await until(() => seen.turns === 1);
});

after(() => connection.close());

test('a session begins with the launch', () => {
  assert.deepEqual(shown(), ['Hi <b>there</b>', ['Order', 'Track']]);
  assert.equal(seen.ready, 1);
});

test('an answer comes in chunks', async () => {
  await say('long');
  assert.deepEqual(shown().slice(2), ['long', 'It comes in chunks.']);
});

test('a running turn is stopped', async () => {
  const saying = say('slow');
  await until(() => shown().at(-1) === 'wait');
  session.cancel();
  await saying;
  assert.deepEqual(shown().slice(-3), ['slow', 'wait', 'cancelled true']);
});

test('a lost connection comes back, with what was said meanwhile', async () => {
  const { key } = memory;
  await say('drop');
  await until(() => seen.ready === 2);
  await until(() => shown().at(-1) === 'after');
  assert.deepEqual(shown().slice(-3), ['drop', 'before', 'after']);
  assert.equal(memory.key, key);
});

test('the session ends, and another one begins', async () => {
  await say('bye');
  await until(() => seen.ended === 1);
  assert.equal(shown().at(-1), 'end');
  conversation.clear();
  const { turns } = seen;
  session.restart();
  await until(() => seen.turns === turns + 1);
  assert.deepEqual(shown(), ['Hi <b>there</b>', ['Order', 'Track']]);
});

test('a key that the server does not know leads to another session', async () => {
  connection.drop('a test');
  memory.key = 'nonsense';
  const { turns } = seen;
  await until(() => seen.turns === turns + 1);
  assert.notEqual(memory.key, 'nonsense');
  await say('hello');
  assert.equal(shown().at(-1), 'Hello to you.');
});
