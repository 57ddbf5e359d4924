import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { NO_COMMIT, NOT_OBSERVED } from '../contract.ts';
import { hourOf } from '../hours.ts';
import { POLL, spanAt } from '../partition-spans.ts';
import { dropPartition } from '../partitions.ts';
import { sealHour } from '../seal/seal-hour.ts';
import { csvOf, exportedHours, exportPositions } from './export-positions.ts';
import { pollOf, STEP_MS, T0, type TestHistory, testHistory } from './testing.ts';

const X = NOT_OBSERVED;

let base: TestDatabase;
let db: Database;
let history: TestHistory;
beforeAll(async () => {
  base = await createTestDatabase();
  db = base.db;
  history = testHistory(db);
});
afterAll(() => base.drop());

/** A group whose topic grows, within one hour. */
async function grownGroup() {
  const { writer, lease } = await history.newCluster();
  await writer.write(pollOf(T0, { a: [[5n, 100n]] }, { g: { a: [90n] } }), lease);
  const wider = {
    a: [
      [5n, 110n],
      [0n, 7n],
      [X, X],
    ],
  } satisfies Parameters<typeof pollOf>[1];
  await writer.write(pollOf(T0 + STEP_MS, wider, { g: { a: [95n, NO_COMMIT, X] } }), lease);
  return { clusterId: writer.clusterId, lease, groupId: await history.groupIdIn(writer.clusterId) };
}

const EXPECTED = [
  '2026-11-23T14:59:30.000Z,a,0,90,5,100,10',
  '2026-11-23T14:59:40.000Z,a,0,95,5,110,15',
  '2026-11-23T14:59:40.000Z,a,1,none,0,7,',
  '2026-11-23T14:59:40.000Z,a,2,,,,',
];

test('every position of a group as a line, the same from polls and from chunks', async () => {
  const { clusterId, lease, groupId } = await grownGroup();
  const range = { clusterId, fromMs: T0, toMs: T0 + 60_000 };
  const lines = () =>
    db.transaction(
      async (tx) => {
        const found: string[] = [];
        await exportPositions(tx, range, groupId, (position) => found.push(csvOf(position)));
        return found;
      },
      { isolation: 'repeatable read', readOnly: true },
    );
  expect(await lines()).toEqual(EXPECTED);
  expect(await sealHour(db, lease, hourOf(T0), { carryMs: 30_000 })).toBe('sealed');
  expect(await lines()).toEqual(EXPECTED);
});

test('a range that begins long before the history is exported from where that begins', async () => {
  const { clusterId, groupId } = await grownGroup();
  const hours: string[][] = [];
  for await (const lines of exportedHours(db, { clusterId, fromMs: 0, toMs: T0 + 60_000 }, groupId)) hours.push(lines);
  expect(hours.flat()).toEqual(EXPECTED);
  expect(hours.length).toBeLessThanOrEqual(2);
});

test('whoever reads slowly holds up no partition that is to be dropped', async () => {
  const poll = { logs: { a: [[0n, 9n]] }, committed: { g: { a: [4n] } } } satisfies Parameters<
    typeof history.written
  >[0][0];
  const { clusterId, groupId } = await history.written(Array.from({ length: 5 }, () => poll));
  const hours = exportedHours(db, { clusterId, fromMs: T0, toMs: T0 + 5 * STEP_MS }, groupId);
  const first = await hours.next();
  expect(first.value).toHaveLength(3);
  expect(await dropPartition(db, spanAt(POLL, T0))).toBe(true);
  expect(await hours.next()).toMatchObject({
    value: [expect.stringMatching(/^2026-11-23T15:00:00/), expect.any(String)],
  });
  expect(await hours.next()).toMatchObject({ done: true });
});

test('a name with commas and quotes is one field', () => {
  const position = { atMs: 0, partition: 0, committed: null, logStart: null, highWatermark: null, lag: null };
  expect(csvOf({ ...position, topic: 'a "b", c' })).toBe('1970-01-01T00:00:00.000Z,"a ""b"", c",0,,,,');
});

test('polls that are not sealed can be read in plain SQL', async () => {
  const { clusterId } = await grownGroup();
  const rows = await db.query(
    `select at, topic, partition, committed::text as committed
       from unsealed_polls((select name from cluster where id = $1), 'g')`,
    [clusterId],
    z.object({ at: z.date(), topic: z.string(), partition: z.int(), committed: z.string().nullable() }),
  );
  expect(rows).toEqual([
    { at: new Date(T0), topic: 'a', partition: 0, committed: '90' },
    { at: new Date(T0 + STEP_MS), topic: 'a', partition: 0, committed: '95' },
    { at: new Date(T0 + STEP_MS), topic: 'a', partition: 1, committed: '-1' },
    { at: new Date(T0 + STEP_MS), topic: 'a', partition: 2, committed: null },
  ]);
});
