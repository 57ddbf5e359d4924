import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { event } from '#lib/events/event.ts';
import { partitionSet } from '#lib/events/partition-set.ts';
import type { EventRecord } from '../contract.ts';
import { readGroupRates } from './group-rates.ts';
import { pollOf, STEP_MS, T0, type TestHistory, testHistory } from './testing.ts';

let base: TestDatabase;
let history: TestHistory;
beforeAll(async () => {
  base = await createTestDatabase();
  history = testHistory(base.db);
});
afterAll(() => base.drop());

/** 60 messages come and 20 are consumed from poll to poll; before the fifth the offset is set forward by 1,000. */
const committedAt = (poll: number): bigint => BigInt(20 * poll + (poll >= 4 ? 1_000 : 0));

function moved(kind: 'offsets-jumped' | 'offsets-moved-unseen' | 'offsets-rewound', group = 'g'): EventRecord {
  const partitions = partitionSet([{ topic: 'a', partition: 0 }]);
  return event(kind, { group, partitions, listed: [], messages: '1000', whileEmpty: true });
}

async function ratesWith(events: EventRecord[], points: number) {
  const { writer, lease } = await history.newCluster();
  for (let poll = 0; poll < 8; poll++) {
    const written = pollOf(
      T0 + poll * STEP_MS,
      { a: [[0n, BigInt(5_000 + 60 * poll)]] },
      { g: { a: [committedAt(poll)] }, other: { a: [0n] } },
    );
    await writer.write({ ...written, events: poll === 4 ? events : [] }, lease);
  }
  const { clusterId } = writer;
  const groupId = await history.groupIdIn(clusterId);
  const range = { fromMs: T0, toMs: T0 + 8 * STEP_MS, patienceMs: 30_000 };
  const { produceRate, consumeRate } = await readGroupRates(base.db, { clusterId, groupId, ...range, points });
  return { produced: produceRate.avg, consumed: consumeRate.avg };
}

test.each(['offsets-jumped', 'offsets-moved-unseen'] as const)(
  'a bucket with an event of kind %s has no rate of consuming; what came is known all the same',
  async (kind) => {
    expect(await ratesWith([moved(kind)], 50)).toEqual({
      produced: [null, 6, 6, 6, 6, 6, 6, 6],
      consumed: [null, 2, 2, 2, null, 2, 2, 2],
    });
    const { consumed } = await ratesWith([moved(kind)], 5);
    expect(consumed).toEqual([null, 2, null, 2, 2]);
  },
);

test('events of other groups, and those that positions tell themselves, take nothing away', async () => {
  const { consumed } = await ratesWith([moved('offsets-jumped', 'other'), moved('offsets-rewound')], 50);
  expect(consumed[4]).toBe(102);
});
