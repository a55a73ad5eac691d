import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readableOn, themeOf } from '../../../../vfmock/transports/widget/pages/theme.mjs';
import { askedFor, load, named, save, whoIs } from '../../../../vfmock/transports/widget/pages/visitor.mjs';
import { optionsFor } from '../../../../vfmock/transports/widget/pages/voiceflow.mjs';
import { summary } from '../../../../vfmock/transports/widget/pages/wire.mjs';

function storage() {
  const kept = new Map();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) };
}

test('the text on a color can be read', () => {
  assert.equal(readableOn('#ffffff'), '#000');
  assert.equal(readableOn('#ff0'), '#000');
  assert.equal(readableOn('#1f6f54'), '#fff');
  assert.equal(readableOn('#000'), '#fff');
});

test('wrong settings of a widget are not used', () => {
  const none = { title: undefined, description: undefined, image: undefined, color: undefined, onColor: undefined };
  for (const wrong of [null, undefined, {}, { title: 7, description: '', image: 'javascript:x', color: 'red;}' }]) {
    assert.deepEqual(themeOf(wrong), none);
  }
  const right = { title: 'T', description: 'D', image: 'https://a/b.png', color: '#fff' };
  assert.deepEqual(themeOf(right), { ...right, onColor: '#000' });
});

test('the query names the visitor', () => {
  assert.deepEqual(whoIs(named(askedFor('?project=shop&user=ann&environment=main&version=draft&key=VF'), null)), {
    userID: 'ann',
    projectID: 'shop',
    environmentID: 'main',
    versionVariant: 'draft',
    authorization: 'VF',
  });
});

test('a visitor without a name gets one, and keeps it', () => {
  const tab = storage();
  const visitor = named(askedFor(''), tab);
  assert.match(visitor.user, /^visitor-\w+$/);
  assert.equal(visitor.project, 'vfmock');
  save(tab, visitor, { key: 'k' }, [{ kind: 'note' }]);
  assert.equal(named(askedFor(''), tab).user, visitor.user);
  const { memory, items } = load(tab, visitor);
  assert.deepEqual([memory, items], [{ key: 'k' }, [{ kind: 'note' }]]);
});

test('nothing is kept for somebody else', () => {
  const tab = storage();
  save(tab, named(askedFor('?user=ann'), tab), { key: 'k' }, []);
  for (const other of ['?user=bob', '?user=ann&project=x', '?user=ann&version=draft', '?user=ann&environment=main']) {
    assert.deepEqual(load(tab, askedFor(other)), {});
  }
});

test('a page without storage works', () => {
  const full = { getItem: () => 'nonsense', setItem: () => { throw new Error('full'); } };
  for (const none of [null, full]) {
    assert.deepEqual(load(none, askedFor('')), {});
    save(none, askedFor(''), {}, []);
  }
});

test("Voiceflow's widget is told where this server is", () => {
  const root = new URL('http://mock:3000/at/a/prefix/');
  const url = 'http://mock:3000/at/a/prefix';
  assert.deepEqual(optionsFor(askedFor(''), root), { verify: { projectID: 'vfmock' }, url, voice: { url } });
  assert.deepEqual(optionsFor(askedFor('?project=p&user=ann&version=draft'), root), {
    verify: { projectID: 'p' },
    url,
    versionID: 'draft',
    userID: 'ann',
    voice: { url },
  });
});

for (const [name, payload, words] of [
  ['trace', { trace: { type: 'text', payload: { message: 'Hi' } } }, 'text Hi'],
  ['trace', { trace: { type: 'choice', payload: { buttons: [{ name: 'A' }, { name: 'B' }] } } }, 'choice A, B'],
  ['trace', { trace: { type: 'carousel', payload: { cards: [{ title: 'A' }, null] } } }, 'carousel A,'],
  ['trace', { trace: { type: 'no-reply', payload: { timeout: 5 } } }, 'no-reply after 5 s'],
  ['trace', { trace: { type: 'end' } }, 'end'],
  ['trace', {}, ''],
  ['action', { action: { type: 'text', payload: 'hello' } }, 'text hello'],
  ['action', { status: 'completed' }, 'completed'],
  ['start', { versionID: 'x', newSessionRequired: true }, 'a new session is required'],
  ['start', { newSessionRequired: false }, 'the session goes on'],
  ['session-key-update', { sessionKey: 'abcdefghijkl' }, '…efghijkl'],
  ['cancel', { success: false }, 'nothing was running'],
  ['replay', { replay: [{}] }, '1 lines'],
  ['connection lost', 'closed', 'closed'],
  ['keep-alive', undefined, ''],
]) {
  test(`the panel says of ${name} ${JSON.stringify(payload)}: ${words}`, () => assert.equal(summary(name, payload), words));
}
