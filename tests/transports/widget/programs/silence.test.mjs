import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Silence } from '../../../../vfmock/transports/widget/pages/silence.mjs';
import { Clock } from './clock.mjs';

function made() {
  const clock = new Clock();
  const told = [];
  const silence = new Silence({ left: (seconds) => told.push(seconds), over: () => told.push('over') }, clock);
  return { clock, told, silence };
}

test('it counts down from the end of the turn', () => {
  const { clock, told, silence } = made();
  silence.ask(2.5);
  clock.advance(9_000);
  silence.begin();
  clock.advance(2_499);
  assert.deepEqual(told, [2.5, 1.5, 0.5]);
  clock.advance(1);
  assert.deepEqual(told.slice(3), [null, 'over']);
  silence.begin();
  assert.equal(clock.waiting, 0);
});

test('who types has the whole time again', () => {
  const { clock, told, silence } = made();
  silence.ask(2);
  silence.begin();
  clock.advance(1_900);
  silence.begin();
  clock.advance(1_900);
  assert.equal(told.includes('over'), false);
});

test('an action ends it', () => {
  const { clock, told, silence } = made();
  silence.ask(2);
  silence.begin();
  silence.stop();
  clock.advance(9_000);
  assert.deepEqual(told, [2, null]);
});

test('it needs a time', () => {
  const { told, silence } = made();
  for (const wrong of [0, -1, Number.NaN]) silence.ask(wrong);
  silence.begin();
  assert.deepEqual(told, []);
});
