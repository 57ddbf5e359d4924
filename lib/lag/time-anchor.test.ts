import { expect, test } from 'vitest';
import { anchoredAtMs } from './time-anchor.ts';

const anchor = { position: 100, producedAtMs: 10_000 };
const oldest = { atMs: 50_000, end: 300 };

test.each([
  ['where it stands still', 100, oldest, 10_000],
  ['further on, on the line', 200, oldest, 30_000],
  ['before the anchor', 99, oldest, Number.NaN],
  ['at the oldest point', 300, oldest, Number.NaN],
  ['with a clock that went back', 200, { atMs: 9_000, end: 300 }, Number.NaN],
  ['without any point', 200, { atMs: Infinity, end: Number.NaN }, Number.NaN],
] as const)('%s', (_, position, point, expected) => expect(anchoredAtMs(position, anchor, point)).toBe(expected));
