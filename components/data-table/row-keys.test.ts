import { expect, it } from 'vitest';
import { rowAfterKey } from './row-keys.ts';

it.each([
  ['ArrowDown', 3, 4],
  ['ArrowDown', 99, 99],
  ['ArrowUp', 3, 2],
  ['ArrowUp', 0, 0],
  ['PageDown', 3, 23],
  ['PageDown', 90, 99],
  ['PageUp', 30, 10],
  ['PageUp', 3, 0],
  ['Home', 50, 0],
  ['End', 50, 99],
  ['a', 50, null],
] as const)('%s from row %s of 100 leads to %s', (key, from, to) => expect(rowAfterKey(key, from, 100, 20)).toBe(to));

it('goes nowhere in an empty table', () => expect(rowAfterKey('End', 0, 0, 20)).toBeNull());
