import { expect, test } from 'vitest';
import { KeptAWhile } from './kept-a-while.ts';

test('is read once in its time, and anew after it or after a failure', async () => {
  const kept = new KeptAWhile<number>(100);
  let reads = 0;
  const read = async () => ++reads;
  expect(await Promise.all([kept.get(0, read), kept.get(99, read)])).toEqual([1, 1]);
  await expect(kept.get(100, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await kept.get(101, read)).toBe(2);
});
