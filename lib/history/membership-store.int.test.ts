import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { acquireLease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import type { GroupMemberNow, GroupNow } from './contract.ts';
import { MEMBERSHIP } from './partition-spans.ts';
import { partitionsOf } from './partitions.ts';
import { dropWhatIsPast } from './retention.ts';
import { madeCluster, madeGroup } from './testing.ts';
import { createPollWriter } from './writer.ts';

const T0 = Date.UTC(2026, 10, 23, 14);
const DAY_MS = 86_400_000;
const rowSchema = z.object({
  at: z.date(),
  state: z.string(),
  members: z.int().nullable(),
  listed: z.int().nullable(),
});

let base: TestDatabase;
beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(() => base.drop());

const member = (clientId: string, partitions: number[]): GroupMemberNow => ({
  memberId: clientId,
  instanceId: null,
  clientId,
  host: '/10.0.0.1',
  partitions: [{ topic: 'orders', partitions }],
});
const held = (state: string, memberList: GroupMemberNow[]): Partial<GroupNow> => ({
  state,
  members: memberList.length,
  memberList,
});

/** A cluster with one group; each call writes one poll, 10 s after the one before. */
async function cluster(name: string) {
  let atMs = T0;
  let writer = await createPollWriter(base.db, name);
  const { clusterId } = writer;
  const lease = await acquireLease(base.db, { clusterId, holder: 'test', ttlMs: 600_000 });
  if (lease === null) throw new Error('no lease');
  return {
    restart: async () => {
      writer = await createPollWriter(base.db, name);
    },
    poll: async (group: Partial<GroupNow>) => {
      const report = await writer.write(
        {
          samples: null,
          cluster: madeCluster(atMs),
          brokers: [],
          topics: [],
          groups: [{ ...madeGroup('g', ['orders'], 0n, 4), ...group }],
          subscriptions: [],
          timeLags: [],
          events: [],
          statusChanges: [],
          complete: { brokers: true, topics: true, groups: true },
        },
        lease,
      );
      expect(report).toMatchObject({ outcome: 'written', historyFailure: null });
      atMs += 10_000;
    },
    rows: async () => {
      const rows = await base.db.query(
        `select m.at, m.state, m.members, jsonb_array_length(m.member_list) as listed
           from membership m join consumer_group g on g.id = m.group_id where g.cluster_id = $1 order by m.at`,
        [clusterId],
        rowSchema,
      );
      return rows.map(({ at, ...row }) => ({ poll: (at.getTime() - T0) / 10_000, ...row }));
    },
  };
}

test('a poll that finds a group as it was stores nothing, and neither does a restart', async () => {
  const { poll, rows, restart } = await cluster('calm');
  for (let number = 0; number < 3; number++) {
    await poll({ ...held('Stable', [member('a', [0, 1])]), lag: BigInt(number), coordinator: number });
  }
  await restart();
  await poll(held('Stable', [member('a', [0, 1])]));
  expect(await rows()).toEqual([{ poll: 0, state: 'Stable', members: 1, listed: 1 }]);
});

test('a rebalance stores its states, and the members once they hold something else', async () => {
  const { poll, rows } = await cluster('rebalance');
  await poll(held('Stable', [member('a', [0, 1])]));
  await poll(held('PreparingRebalance', [member('a', [0, 1])]));
  await poll(held('Stable', [member('a', [0]), member('b', [1])]));
  await poll(held('Empty', []));
  await poll({ members: null, memberList: [] });
  expect(await rows()).toEqual([
    { poll: 0, state: 'Stable', members: 1, listed: 1 },
    { poll: 1, state: 'PreparingRebalance', members: 1, listed: null },
    { poll: 2, state: 'Stable', members: 2, listed: 2 },
    { poll: 3, state: 'Empty', members: 0, listed: 0 },
    { poll: 4, state: 'Stable', members: null, listed: null },
  ]);
});

test('of a list that is too long the first members are stored, and how many there are', async () => {
  const { poll, rows } = await cluster('crowd');
  const crowd = Array.from({ length: 3_000 }, (_, index) => member(`member-${index}`, [index]));
  await poll(held('Stable', crowd));
  const [row] = await rows();
  expect(row?.members).toBe(3_000);
  expect(row?.listed).toBeGreaterThan(500);
  expect(row?.listed).toBeLessThan(3_000);
});

test('months go with those of the events', async () => {
  expect(await partitionsOf(base.db, MEMBERSHIP)).toHaveLength(1);
  const retention = { rawMs: DAY_MS, hoursMs: DAY_MS, eventsMs: DAY_MS };
  expect(await dropWhatIsPast(base.db, T0 + 5 * DAY_MS, retention)).not.toContain('membership_202611');
  expect(await dropWhatIsPast(base.db, T0 + 30 * DAY_MS, retention)).toContain('membership_202611');
});
