import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { acquireLease, type Lease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import type { PollWrite, StatusChangeRecord } from '../contract.ts';
import { madeLoad, madeTopicKey } from '../testing.ts';
import { createPollWriter, type PollWriter } from '../writer.ts';
import { readGroupStatus, readPartitionStatuses } from './statuses.ts';

const idSchema = z.object({ id: z.int() });
const T0 = Date.UTC(2026, 10, 23, 14);
const MINUTE = 60_000;
const GROUP = 'group-0000';
const ORDERS = madeTopicKey('topic-0000');
const load = madeLoad({ topics: 1, partitionsPerTopic: 4, groups: 2, topicsPerGroup: 1 });

let base: TestDatabase;
let writer: PollWriter;
let lease: Lease;
let groupId: number;

const ofGroup = (was: string | null, status: string | null): StatusChangeRecord => ({
  group: GROUP,
  topic: null,
  was,
  status,
  partitions: null,
});
const ofPartitions = (was: string | null, status: string | null, ...partitions: number[]): StatusChangeRecord => ({
  group: GROUP,
  topic: ORDERS,
  was,
  status,
  partitions,
});

/** A poll so many minutes after T0 with these changes, after which partition 3 is STALLED. */
async function write(minutes: number, statusChanges: StatusChangeRecord[]): Promise<PollWrite> {
  const poll = load(T0 + minutes * MINUTE);
  const written: PollWrite = {
    ...poll,
    groups: poll.groups.map((row) => (row.group === GROUP ? { ...row, status: 'STALLED' } : row)),
    subscriptions: poll.subscriptions.map((row) => ({
      ...row,
      partitionStatuses: [
        { status: 'OK', sinceMs: T0, runs: [0, 2] },
        { status: 'STALLED', sinceMs: T0, runs: [3, 3] },
      ],
    })),
    statusChanges,
  };
  const { outcome } = await writer.write(written, lease);
  expect(outcome).toBe('written');
  return written;
}

beforeAll(async () => {
  base = await createTestDatabase();
  writer = await createPollWriter(base.db, 'test');
  const taken = await acquireLease(base.db, { clusterId: writer.clusterId, holder: 'test', ttlMs: 3_600_000 });
  if (taken === null) throw new Error('no lease');
  lease = taken;
  await write(0, [ofGroup(null, 'OK'), ofPartitions(null, 'OK', 0, 1, 2, 3)]);
  await write(10, [ofGroup('OK', 'STOPPED'), ofPartitions('OK', 'STOPPED', 1, 2)]);
  await write(20, [ofGroup('STOPPED', 'OK'), ofPartitions('STOPPED', 'OK', 1, 2)]);
  await write(30, [ofGroup('OK', 'STALLED'), ofPartitions('OK', 'STALLED', 3)]);
  const [row] = await base.db.query('select id from consumer_group where name = $1', [GROUP], idSchema);
  groupId = row?.id ?? -1;
});
afterAll(() => base.drop());

const minutes = (spans: { fromMs: number; toMs: number; status: string | null }[]) =>
  spans.map(({ fromMs, toMs, status }) => [(fromMs - T0) / MINUTE, (toMs - T0) / MINUTE, status]);
const between = (from: number, to: number) => ({ groupId, fromMs: T0 + from * MINUTE, toMs: T0 + to * MINUTE });

test('the course of a group is told back from now', async () => {
  expect(minutes(await readGroupStatus(base.db, between(-5, 40)))).toEqual([
    [-5, 0, null],
    [0, 10, 'OK'],
    [10, 20, 'STOPPED'],
    [20, 30, 'OK'],
    [30, 40, 'STALLED'],
  ]);
  expect(minutes(await readGroupStatus(base.db, between(12, 18)))).toEqual([[12, 18, 'STOPPED']]);
});

test('of partitions those are told that were not OK all the time', async () => {
  const { courses, omitted } = await readPartitionStatuses(base.db, between(5, 40));
  expect(omitted).toBe(0);
  expect(courses.map(({ topic, partition, spans }) => [topic, partition, minutes(spans)])).toEqual([
    [
      'topic-0000',
      1,
      [
        [5, 10, 'OK'],
        [10, 20, 'STOPPED'],
        [20, 40, 'OK'],
      ],
    ],
    [
      'topic-0000',
      2,
      [
        [5, 10, 'OK'],
        [10, 20, 'STOPPED'],
        [20, 40, 'OK'],
      ],
    ],
    [
      'topic-0000',
      3,
      [
        [5, 30, 'OK'],
        [30, 40, 'STALLED'],
      ],
    ],
  ]);
  expect((await readPartitionStatuses(base.db, between(22, 28))).courses).toEqual([]);
});

test('a poll that is stored twice has its changes once, and one that had to wait has them too', async () => {
  const count = async () => (await base.db.query('select count(*)::int as id from status_change', [], idSchema))[0]?.id;
  const before = await count();
  await writer.write(
    { ...load(T0 + 30 * MINUTE), statusChanges: [ofGroup('OK', 'STALLED'), ofPartitions('OK', 'STALLED', 3)] },
    lease,
  );
  expect(await count()).toBe(before);
  const { samples, complete, events } = load(T0 + 40 * MINUTE);
  const late = {
    atMs: T0 + 40 * MINUTE,
    samples,
    complete,
    events,
    subscriptions: [],
    statusChanges: [ofGroup('STALLED', 'LOST')],
  };
  expect(await writer.writeLate([late], lease)).toMatchObject({ outcome: 'written', kept: 1 });
  expect(await count()).toBe((before ?? 0) + 1);
});
