import assert from 'node:assert/strict';
import { test } from 'node:test';

import { linesOf, linesOfText, safeLink, safePicture, safeSound } from '../../../../vfmock/transports/widget/pages/slate.mjs';

const MARKUP = '<img src=x onerror=alert(1)>';

test('each node at the top is a line, with the marks of its leaves', () => {
  const content = [
    { children: [{ text: 'free ' }, { text: 'of', fontWeight: '700' }, { text: ' charge', italic: true, underline: true, strikeThrough: true }] },
    { children: [{ text: '' }] },
    { children: [{ text: 'one\ntwo' }] },
  ];
  assert.deepEqual(linesOf(content), [
    [{ text: 'free ' }, { text: 'of', bold: true }, { text: ' charge', italic: true, underline: true, strike: true }],
    [],
    [{ text: 'one' }],
    [{ text: 'two' }],
  ]);
});

test('a link is one only if a browser runs nothing for it', () => {
  const link = (url) => linesOf([{ children: [{ type: 'link', url, children: [{ text: 'here' }] }] }])[0];
  assert.deepEqual(link('https://shop.example'), [{ text: 'here', href: 'https://shop.example' }]);
  for (const url of ['javascript:alert(1)', ' JavaScript:alert(1)', 'data:text/html,x', '', undefined, 7]) {
    assert.deepEqual(link(url), [{ text: 'here' }]);
  }
});

test('empty lines at the ends are left out', () => {
  const line = (text) => ({ children: [{ text }] });
  assert.deepEqual(linesOf([line(''), line('x'), line(' '), line('')]), [[{ text: 'x' }]]);
  assert.deepEqual(linesOf([line('')]), []);
});

for (const content of [undefined, null, [], 'text', {}]) {
  test(`without a content it takes the plain text: ${JSON.stringify(content)}`, () => {
    assert.deepEqual(linesOf(content, 'a\n\nb'), [[{ text: 'a' }], [], [{ text: 'b' }]]);
  });
}

test('nodes that are none are left out', () => {
  assert.deepEqual(linesOf([null, 7, { children: 'x' }, { children: [null, { text: 5 }] }]), [[{ text: '5' }]]);
  let deep = { text: 'deep' };
  for (let i = 0; i < 10_000; i += 1) deep = { children: [deep] };
  assert.deepEqual(linesOf([deep, { text: 'x' }]), [[{ text: 'x' }]]);
});

test('markup is text', () => {
  assert.deepEqual(linesOfText(MARKUP), [[{ text: MARKUP }]]);
  assert.deepEqual(linesOf([{ children: [{ text: MARKUP }] }]), [[{ text: MARKUP }]]);
});

test('a URL is for what it is of', () => {
  assert.equal(safeLink('mailto:a@b.example'), 'mailto:a@b.example');
  assert.equal(safePicture('data:image/png;base64,AA'), 'data:image/png;base64,AA');
  assert.equal(safePicture('data:text/html,x'), undefined);
  assert.equal(safeSound('data:audio/mpeg;base64,AA'), 'data:audio/mpeg;base64,AA');
  assert.equal(safeSound('blob:x'), undefined);
});
