import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { event } from '#lib/events/event.ts';
import { partitionSet } from '#lib/events/partition-set.ts';
import { textOf } from '#lib/lag/causes/sentence.ts';
import { groupIdOf } from '#lib/views/history-ids.ts';
import { groupCauses } from './group-causes.ts';
import { causeRules } from './rules.ts';
import { GROUP, type StoryPoll, TOPIC, tell } from './testing.ts';

/** Three minutes into an hour, so that every window crosses from one hour's seats into those of the next. */
const END = Date.UTC(2026, 10, 23, 14, 3);
const POLLS = 120;
const RULES = causeRules(30_000);
const TWO = { a: [0, 1], b: [2, 3] };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** A poll of four partitions, each of which gets 100 records a poll; `behind` says how far commits are. */
const poll = (index: number, behind: (partition: number) => number, rest: Partial<StoryPoll> = {}): StoryPoll => {
  const ends = [0, 1, 2, 3].map(() => 1_000 + index * 100);
  return { ends, committed: ends.map((end, partition) => Math.max(0, end - behind(partition))), members: TWO, ...rest };
};

async function ask(name: string, polls: readonly StoryPoll[], at = POLLS - 1) {
  const { clusterId, atOf } = await tell(database.db, name, END, polls);
  const groupId = (await groupIdOf(database.db, clusterId, GROUP)) ?? -1;
  const askAt = async (index: number) => {
    const query = { clusterId, groupId, group: GROUP, atMs: atOf(index) };
    const found = await groupCauses(database.db, query, RULES);
    return found.causes.map(({ kind, says }) => ({ kind, says: textOf(says) }));
  };
  return { causes: await askAt(at), askAt, atOf };
}

const utc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const story = (of: (index: number) => StoryPoll): StoryPoll[] => Array.from({ length: POLLS }, (_, index) => of(index));

test('healthy: nothing', async () => {
  const { causes } = await ask(
    'healthy',
    story((index) => poll(index, () => 60)),
  );
  expect(causes).toEqual([]);
});

test('a member of two that stopped', async () => {
  const stoppedAt = 80;
  const { causes, atOf } = await ask(
    'hung',
    story((index) => poll(index, (partition) => (partition < 2 || index <= stoppedAt ? 0 : (index - stoppedAt) * 100))),
  );
  expect(causes).toEqual([
    {
      kind: 'hung-member',
      says: `Member b (10.0.3.7) committed nothing on payments 2 and payments 3 since ${utc(atOf(stoppedAt + 1))} (6 min 20 s); 2 other partitions move. 7,800 records wait there. It still heartbeats, so the group keeps its partitions with it.`,
    },
  ]);
});

test('nobody there any more', async () => {
  const { causes, askAt, atOf } = await ask(
    'down',
    story((index) => poll(index, () => Math.max(0, index - 100) * 100, index > 100 ? { members: {} } : {})),
  );
  expect(causes).toEqual([
    {
      kind: 'consumer-down',
      says: `No members since ${utc(atOf(101))} (3 min): a and b left last. 7,600 records wait, and 40/s more come.`,
    },
  ]);
  // A deploy takes as long as half a minute.
  expect(await askAt(104)).toEqual([]);
});

test('back, and on the way', async () => {
  const away = (index: number) => index > 30 && index <= 100;
  const { causes, atOf } = await ask(
    'back',
    story((index) => {
      const behind = index <= 100 ? Math.max(0, index - 30) * 100 : 7_000 - (index - 100) * 200;
      return poll(index, () => behind, away(index) ? { members: {} } : {});
    }),
  );
  expect(causes[0]?.says).toContain(`It had no members from ${utc(atOf(31))} to ${utc(atOf(101))} (11 min 40 s)`);
});

test('back just now, before its first commit: nothing', async () => {
  const { causes } = await ask(
    'just-back',
    story((index) =>
      poll(index, () => Math.max(0, index - 60) * 100, index > 60 && index < 118 ? { members: {} } : {}),
    ),
  );
  expect(causes).toEqual([]);
});

test('a moment before what is so now', async () => {
  const hung = (index: number) => (partition: number) => (partition === 3 && index > 40 ? (index - 40) * 100 : 0);
  const { causes, askAt } = await ask(
    'past',
    story((index) =>
      index < 80
        ? poll(index, hung(index), { members: { early: [0, 1, 2], other: [3] } })
        : poll(index, () => 0, { members: { late: [0, 1, 2, 3] } }),
    ),
  );
  expect(causes).toEqual([]);
  const [cause] = await askAt(79);
  expect(cause?.kind).toBe('hung-member');
  expect(cause?.says).toContain('Member other (10.0.3.7) committed nothing on payments 3 since');
});

test('one partition that gets most', async () => {
  const { causes } = await ask(
    'hot',
    story((index) => {
      const ends = [1_000 + index * 1_000, 1_000 + index * 50, 1_000 + index * 50, 1_000 + index * 50];
      return {
        ends,
        committed: ends.map((end, partition) => (partition === 0 ? 1_000 + index * 900 : end)),
        members: TWO,
      };
    }),
  );
  expect(causes).toEqual([
    {
      kind: 'hot-partition',
      says: 'Partition payments 0 holds 100 % of the lag (11,900 of 11,900). It gets 87 % of the records of its topic (100/s, a usual partition 5/s): some key is far more frequent than the others.',
    },
  ]);
});

describe('what happened', () => {
  test('offsets that were set back, and partitions that lost their replicas', async () => {
    const set = partitionSet([{ topic: TOPIC, partition: 1 }]);
    const rewound = event('offsets-rewound', {
      group: GROUP,
      partitions: set,
      listed: [],
      messages: '5000',
      whileEmpty: true,
    });
    const lost = [2, 3].map((broker) => event('isr-left', { broker, partitions: set }));
    const back = [2, 3].map((broker) => event('isr-joined', { broker, partitions: set }));
    const happened: Record<number, StoryPoll['events']> = { 90: [rewound], 95: lost, 110: back };
    const { causes, askAt, atOf } = await ask(
      'happened',
      story((index) => {
        const behind = (partition: number) => (partition === 1 && index >= 90 ? 5_000 - (index - 90) * 100 : 0);
        const events = happened[index];
        return poll(index, behind, events === undefined ? {} : { events });
      }),
    );
    expect(causes.map(({ kind }) => kind)).toEqual(['offsets-reset', 'hot-partition']);
    const then = await askAt(100);
    expect(then[0]).toEqual({
      kind: 'under-min-isr',
      says: `payments 1 has 1 replica in sync of 2 that must be since ${utc(atOf(95))} (50 s): writes with acks=all are refused, and what others wrote since cannot be read.`,
    });
    expect(then[1]?.says).toBe(
      `Offsets were set back by 5,000 on payments 1 at ${utc(atOf(90))}, outside Tidemark: those are read again.`,
    );
  });

  test('a batch consumer that comes every five minutes', async () => {
    const { causes } = await ask(
      'batch',
      story((index) => {
        const visit = index % 30 < 2;
        return poll(index, () => (visit ? 0 : (index % 30) * 100), visit ? {} : { members: {} });
      }),
    );
    expect(causes.map(({ kind }) => kind)).toEqual(['batch-consumer']);
  });

  test('records that its topic is about to delete', async () => {
    const short = { topic: { retentionMs: 900_000n } };
    const { causes } = await ask(
      'ageing',
      story((index) => poll(index, () => Math.max(0, index - 60) * 100, short)),
    );
    expect(causes.at(-1)?.kind).toBe('data-loss');
    expect(causes.at(-1)?.says).toContain('that wait are up to 9 min 50 s old, and it keeps them for 15 min');
  });

  test('nothing of a time of which no poll is kept', async () => {
    const { askAt } = await ask('short', [poll(0, () => 9_000)], 0);
    expect(await askAt(-100)).toEqual([]);
  });
});

test('a group that has become slow, after an hour of being quick', async () => {
  const polls = Array.from({ length: 500 }, (_, index) => poll(index, () => Math.max(0, index - 440) * 50));
  const { causes } = await ask('slow', polls, 499);
  expect(causes).toEqual([
    {
      kind: 'slow-processing',
      says: 'The group consumes 20/s, after 30/s just before, and 40/s come, which is usual (40/s, median of 24 h): its processing is too slow. 4 of 4 partitions are behind alike, by 11,800 records.',
    },
  ]);
});
