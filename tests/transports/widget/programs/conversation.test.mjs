import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Conversation } from '../../../../vfmock/transports/widget/pages/conversation.mjs';

function made(items) {
  const told = [];
  const hear = {
    added: ({ kind }) => told.push(`added ${kind}`),
    changed: ({ kind }) => told.push(`changed ${kind}`),
    removed: ({ kind }) => told.push(`removed ${kind}`),
    silence: (seconds) => told.push(`silence ${seconds}`),
  };
  const conversation = new Conversation(hear, items);
  const show = (type, payload, rest) => conversation.trace({ type, payload, ...rest });
  return { conversation, show, told, last: () => conversation.items.at(-1) };
}

const slate = (text) => ({ content: [{ children: [{ text }] }] });

test('a text comes from its slate, else from its message', () => {
  const { show, last } = made();
  show('text', { message: 'a', slate: slate('b') });
  assert.deepEqual(last(), { kind: 'text', id: undefined, lines: [[{ text: 'b' }]] });
  show('text', { message: 'a' });
  assert.deepEqual(last().lines, [[{ text: 'a' }]]);
});

test('a message that comes twice is shown once', () => {
  const { show, conversation } = made();
  show('text', { message: 'a', messageID: '1' });
  show('text', { message: 'a', messageID: '1' });
  show('completion', { state: 'start', messageID: '2' });
  show('completion', { state: 'end' });
  show('completion', { state: 'start', messageID: '2' });
  show('completion', { state: 'content', content: 'again' });
  show('completion', { state: 'end' });
  show('completion', { state: 'start', messageID: '3' });
  assert.equal(conversation.items.length, 3);
});

test('a completion grows until it ends', () => {
  const { show, last, told } = made();
  show('completion', { state: 'start', messageID: '1' });
  show('completion', { state: 'content', content: 'Hel' });
  assert.deepEqual([last().lines, last().growing], [[[{ text: 'Hel' }]], true]);
  show('completion', { state: 'content', content: 'lo\n<b>' });
  show('completion', { state: 'end', tokens: 3 });
  assert.deepEqual([last().lines, last().growing], [[[{ text: 'Hello' }], [{ text: '<b>' }]], false]);
  assert.deepEqual(told, ['added text', 'changed text', 'changed text', 'changed text']);
});

test('a completion whose turn is over grows no more', () => {
  const { conversation, show, last } = made();
  show('completion', { state: 'start' });
  show('completion', { state: 'content', content: 'cut' });
  conversation.settle();
  assert.equal(last().growing, false);
  conversation.settle();
});

test('a completion whose connection is lost goes on where it was cut', () => {
  const { conversation, show, last } = made();
  show('completion', { state: 'start', messageID: '1' });
  show('completion', { state: 'content', content: 'one ' });
  conversation.cut();
  assert.equal(last().growing, false);
  conversation.note('lost');
  show('completion', { state: 'content', content: 'two' });
  assert.deepEqual(conversation.items.map(({ text, growing }) => [text, growing]), [['one two', true], ['lost', undefined]]);
  show('completion', { state: 'end' });
  show('completion', { state: 'start', messageID: '2' });
  show('completion', { state: 'content', content: 'another' });
  assert.equal(last().text, 'another');
});

test('a completion that was cut is over when the user goes on', () => {
  const { conversation, show, last } = made();
  show('completion', { state: 'content', content: 'one' });
  conversation.cut();
  conversation.say('hello');
  show('completion', { state: 'content', content: 'two' });
  assert.equal(last().text, 'two');
});

test('a completion without its start is shown', () => {
  const { show, last } = made();
  show('completion', { state: 'content', content: 'the rest' });
  assert.deepEqual(last().lines, [[{ text: 'the rest' }]]);
});

test('choices are past when the user has acted, and cards are not', () => {
  const { conversation, show, told } = made();
  show('choice', { buttons: [{ name: 'Yes', request: { type: 'path-yes' } }] });
  show('cardV2', { title: 'Desk', buttons: [{ name: 'Buy', request: { type: 'path-buy' } }] });
  conversation.say('Yes');
  conversation.say('Yes');
  assert.deepEqual(conversation.items.map(({ kind, past }) => [kind, past]), [['choice', true], ['cards', undefined], ['user', undefined], ['user', undefined]]);
  assert.deepEqual(told, ['added choice', 'added cards', 'changed choice', 'added user', 'added user']);
});

test('a button sends its request and may open a page', () => {
  const { show, last } = made();
  const request = { type: 'path-x', payload: { label: 'X', actions: [{ type: 'open_url', payload: { url: 'https://shop.example' } }] } };
  const bad = { type: 'path-y', payload: { actions: [{ type: 'open_url', payload: { url: 'javascript:alert(1)' } }] } };
  show('choice', { buttons: [{ name: 'X', request }, { name: 'Y', request: bad }, null, { name: null }] });
  assert.deepEqual(last().buttons, [
    { name: 'X', request, url: 'https://shop.example' },
    { name: 'Y', request: bad, url: undefined },
    { name: '', request: undefined, url: undefined },
  ]);
});

test('a card has a title, a description, a picture and buttons', () => {
  const { show, last } = made();
  const card = { title: 'Desk', description: { text: 'x', slate: slate('Oak').content }, imageUrl: 'https://a/b.png', buttons: [] };
  show('cardV2', card);
  const wanted = { title: 'Desk', lines: [[{ text: 'Oak' }]], image: 'https://a/b.png', buttons: [] };
  assert.deepEqual(last(), { kind: 'cards', layout: 'List', cards: [wanted] });
  show('carousel', { layout: 'Carousel', cards: [card, { title: 'Lamp', imageUrl: null, description: 'Pine' }] });
  assert.deepEqual(last().cards, [wanted, { title: 'Lamp', lines: [[{ text: 'Pine' }]], image: undefined, buttons: [] }]);
});

test('pictures and sounds have their URLs, if these are safe', () => {
  const { show, last } = made();
  show('visual', { image: 'https://a/b.png', dimensions: { width: 4, height: 3 } });
  assert.deepEqual(last(), { kind: 'image', src: 'https://a/b.png', told: 'https://a/b.png', width: 4, height: 3 });
  show('visual', { image: 'javascript:x', dimensions: null });
  assert.deepEqual([last().src, last().told], [undefined, 'javascript:x']);
  show('speak', { message: 'Hi', src: 'https://a/b.mp3' });
  assert.deepEqual(last(), { kind: 'speak', text: 'Hi', src: 'https://a/b.mp3' });
});

test('a custom action shows its ways on', () => {
  const { show, last } = made();
  const event = { type: 'done' };
  show('upload', { accept: 'x' }, { paths: [{ label: 'Done', event }, { event }, {}], defaultPath: 0 });
  assert.deepEqual(last(), { kind: 'custom', type: 'upload', payload: { accept: 'x' }, buttons: [{ name: 'Done', request: event }, { name: 'done', request: event }] });
});

test('a no-reply starts a silence and shows nothing', () => {
  const { show, told } = made();
  show('no-reply', { timeout: 20 });
  assert.deepEqual(told, ['silence 20']);
});

test('what is not for users is not shown', () => {
  const { show, told } = made();
  for (const type of ['debug', 'log', 'flow', 'block', 'path', 'end', 'tool-call', 'reasoning']) show(type, {});
  assert.deepEqual(told, []);
});

for (const type of ['text', 'speak', 'choice', 'cardV2', 'carousel', 'visual', 'stream', 'completion', 'no-reply', 'custom']) {
  test(`a broken ${type} breaks nothing`, () => {
    for (const payload of [undefined, null, 'x', {}, { buttons: 7, cards: [null], slate: 5, description: null, dimensions: 5 }]) made().show(type, payload);
  });
}

test('the end is shown once, and all can be cleared', () => {
  const { conversation, told } = made();
  conversation.end();
  conversation.end();
  conversation.clear();
  assert.deepEqual(told, ['added end', 'removed end']);
  assert.deepEqual(conversation.items, []);
});

test('only the newest items are kept', () => {
  const { conversation } = made();
  for (let i = 0; i < 501; i += 1) conversation.note(String(i));
  assert.deepEqual([conversation.items.length, conversation.items[0].text], [500, '1']);
});

test('items of an earlier page grow no more', () => {
  assert.equal(made([{ kind: 'text', lines: [], growing: true }]).last().growing, false);
});
