import { expect, test } from 'vitest';
import { KnownAnswers } from './known-answers.ts';

test('keeps answers, and of too many those of who asked last', () => {
  const answers = new KnownAnswers<object>(4);
  const [first, second, third] = [{}, {}, {}];
  answers.keep(first, 'a', true);
  answers.keep(first, 'a', true);
  answers.keep(first, 'b', false);
  answers.keep(second, 'a', false);
  expect([answers.find(second, 'a'), answers.find(first, 'a'), answers.size]).toEqual([false, true, 3]);
  answers.keep(third, 'a', true);
  answers.keep(third, 'b', true);
  // The second one asked before the first one did.
  expect([answers.find(second, 'a'), answers.find(first, 'b'), answers.find(third, 'b')]).toEqual([
    undefined,
    false,
    true,
  ]);
});

test('never keeps more than that, of one alone either', () => {
  const answers = new KnownAnswers<object>(10);
  const askers = Array.from({ length: 7 }, () => ({}));
  for (let index = 0; index < 1_000; index++) {
    const asker = askers[(index * index) % askers.length];
    if (asker) answers.keep(asker, String(index), true);
    expect(answers.size).toBeLessThanOrEqual(10);
  }
  const alone = {};
  for (let index = 0; index < 100; index++) answers.keep(alone, String(index), true);
  expect(answers.size).toBeLessThanOrEqual(10);
  expect(answers.find(alone, '99')).toBe(true);
});
