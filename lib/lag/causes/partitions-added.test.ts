import { expect, test } from 'vitest';
import { partitionsAdded } from './partitions-added.ts';
import { textOf } from './sentence.ts';
import { AT, evidence, MINUTE, slow } from './testing.ts';

test('a topic that has grown is told where the group is behind', () => {
  const added = [{ atMs: AT - MINUTE, topic: 'orders', from: 4, to: 6 }];
  expect(partitionsAdded(evidence({ added }))).toBeNull();
  expect(textOf(partitionsAdded(evidence({ added, partitions: [slow(0)] }))?.says ?? [])).toBe(
    'orders grew from 4 to 6 partitions at 2026-11-23 14:04:00 UTC: keys map to other partitions since, and records of one key may be read out of order.',
  );
});
