import { expect, test } from 'vitest';
import { dataLoss } from './data-loss.ts';
import type { Ageing } from './evidence.ts';
import { textOf } from './sentence.ts';
import { evidence, MINUTE } from './testing.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const old = (ageMs: number, retentionMs = 7 * DAY, topic = 'orders'): Ageing => ({ topic, ageMs, retentionMs });

test.each<[what: string, oldest: Ageing[], found: boolean]>([
  ['nothing waits', [], false],
  ['in the last tenth of the retention', [old(6.3 * DAY)], true],
  ['before it', [old(6.3 * DAY - 1)], false],
  ['in the last hour', [old(2 * HOUR, 3 * HOUR)], true],
  ['before that', [old(2 * HOUR - 1, 3 * HOUR)], false],
  ['in the second half of a short one', [old(10 * MINUTE, 20 * MINUTE)], true],
  ['in its first half', [old(10 * MINUTE - 1, 20 * MINUTE)], false],
  ['what comes between two commits', [old(30_000, 20_000)], false],
])('%s', (_, oldest, found) => {
  expect(dataLoss(evidence({ oldest })) !== null).toBe(found);
});

test.each<[what: string, oldest: Ageing[], says: string]>([
  [
    'the topic that loses first',
    [old(6.5 * DAY, 7 * DAY, 'later'), old(2 * HOUR + 19 * MINUTE, 3 * HOUR)],
    'Records of orders that wait are up to 2 h 19 min old, and it keeps them for 3 h: Kafka deletes them unread, not before 2026-11-23 14:46:00 UTC (in 41 min).',
  ],
  [
    'that it is due',
    [old(8 * DAY)],
    'Records of orders that wait are up to 8 d old, and it keeps them for 7 d: Kafka may delete them unread at any time.',
  ],
])('says %s', (_, oldest, says) => {
  expect(textOf(dataLoss(evidence({ oldest }))?.says ?? [])).toBe(says);
});
