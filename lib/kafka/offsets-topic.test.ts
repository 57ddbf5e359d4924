import { expect, test } from 'vitest';
import { offsetsPartitionOf } from './offsets-topic.ts';

test.each([
  ['', 0],
  ['hello', 99_162_322],
  // Their hashes are below zero; that of the last is the smallest integer.
  ['reads-emoji 🙂', 729_218_577],
  ['payments-worker', 1_805_209_058],
  ['polygenelubricants', 0],
] as const)('hash of %j as Java computes it', (groupId, hash) => {
  expect(offsetsPartitionOf(groupId, 2 ** 31)).toBe(hash);
});

test('the partition lies within the topic, emoji and all', () => {
  for (const groupId of ['a', 'payments-worker', '🙂', 'ÿ'.repeat(300)]) {
    const partition = offsetsPartitionOf(groupId, 50);
    expect(partition).toBeGreaterThanOrEqual(0);
    expect(partition).toBeLessThan(50);
  }
});
