import { expect, test } from 'vitest';
import { Lru } from './lru.ts';

test('keeps what was made for a key, and of too much what was asked for last', () => {
  const made: string[] = [];
  const lru = new Lru<string>(2);
  const get = (key: string) =>
    lru.get(key, () => {
      made.push(key);
      return key.toUpperCase();
    });
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(get)).toEqual(['A', 'B', 'A', 'C', 'A', 'B']);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
  for (let index = 0; index < 100; index++) get(String(index));
  expect(lru.size).toBe(2);
});
