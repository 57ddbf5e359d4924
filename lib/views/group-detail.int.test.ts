import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import type { PollWrite } from '#lib/history/contract.ts';
import { groupDetail } from './group-detail.ts';
import {
  clusterNow,
  GROUP_SETTINGS,
  groupNow,
  memberNow,
  OBSERVED_AT,
  offsets,
  pollWrite,
  subscriptionNow,
  testStore,
  topicKey,
  topicNow,
} from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** A poll of one group on two partitions, of which the second is truncated. */
function poll(number: number, committed: [number, number], end: number, lag: bigint): PollWrite {
  const atMs = OBSERVED_AT + number * 10_000;
  const topic = topicKey('orders');
  const truncated = {
    partition: 1,
    state: 'truncated',
    sinceMs: OBSERVED_AT,
    lag: String(end - 60),
    lagIsLastKnown: false,
    reason: 'up to 10 offsets deleted unread',
    metadata: null,
  };
  const holder = memberNow('m-1', { partitions: [{ topic: 'orders', partitions: [0] }] });
  return pollWrite({
    cluster: clusterNow({ pollId: atMs, observedAtMs: atMs, scheduledAtMs: atMs }),
    topics: [topicNow('orders', 2)],
    groups: [groupNow('payments', { lag, memberList: [holder] })],
    subscriptions: [subscriptionNow('payments', 'orders', 2, { lag, exceptions: [truncated] })],
    samples: {
      atMs,
      topics: [{ topic, logStart: offsets(0, 60), highWatermark: offsets(end, end), open: offsets(0, 0) }],
      subscriptions: [{ group: 'payments', topic, committed: offsets(...committed) }],
    },
  });
}

test('positions that the full disk did not take are shown as those of the poll before', async () => {
  const { clusterId, write } = await testStore(database.db, 'full');
  const shown = () => groupDetail(database.db, clusterId, 'payments', GROUP_SETTINGS);

  await write(poll(0, [80, 50], 100, 60n));
  expect(await shown()).toMatchObject({
    lag: '60',
    partitions: [
      { partition: 1, lag: '40', lagIsLastKnown: false, reason: 'up to 10 offsets deleted unread' },
      { partition: 0, committed: '80', end: '100', lag: '20', lagIsLastKnown: false, reason: null },
    ],
    memberList: [{ memberId: 'm-1', lag: '20' }],
  });

  await database.db.execute(`create function disk_full() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`);
  await database.db.execute('create trigger disk_full before insert on poll for each row execute function disk_full()');
  await write(poll(1, [90, 50], 200, 250n));
  await database.db.execute('drop function disk_full cascade');
  const older = `positions are those of ${new Date(OBSERVED_AT).toISOString().slice(0, 19)}Z, the last poll that is kept`;
  expect(await shown()).toMatchObject({
    lag: '250',
    partitions: [
      // What the engine judged is of the newest poll, and stays.
      { partition: 1, lag: '140', lagIsLastKnown: false, reason: `up to 10 offsets deleted unread; ${older}` },
      { partition: 0, state: 'ok', committed: '80', end: '100', lag: '20', lagIsLastKnown: true, reason: older },
    ],
    memberList: [{ memberId: 'm-1', lag: null }],
  });

  await write(poll(2, [95, 50], 200, 245n));
  expect(await shown()).toMatchObject({
    lag: '245',
    partitions: [
      { partition: 1, lag: '140', reason: 'up to 10 offsets deleted unread' },
      { partition: 0, committed: '95', end: '200', lag: '105', lagIsLastKnown: false, reason: null },
    ],
    memberList: [{ memberId: 'm-1', lag: '105' }],
  });
});
