import { totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { defaultHeapMb, heapLimitMb, memoryOfProcess } from './heap-limit.ts';

const GB = 2 ** 30;

test.each([
  ['a small container', 0.5 * GB, 256],
  ['1 GB', GB, 256],
  ['2 GB', 2 * GB, 512],
  ['4 GB', 4 * GB, 1024],
  ['a large machine', 256 * GB, 1024],
])('%s: the heap limit is a quarter of the memory, within bounds', (_, memoryBytes, heapMb) => {
  expect(defaultHeapMb(memoryBytes)).toBe(heapMb);
});

test('a process has no more memory than its machine', () => {
  expect(memoryOfProcess()).toBeGreaterThan(0);
  expect(memoryOfProcess()).toBeLessThanOrEqual(totalmem());
});

test('what is set holds', () => {
  expect(heapLimitMb(64)).toBe(64);
  expect(heapLimitMb(null)).toBe(defaultHeapMb(memoryOfProcess()));
});
