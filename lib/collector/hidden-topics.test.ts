import { expect, test } from 'vitest';
import { type Failure, fail, type Outcome, succeed } from '#lib/kafka/failure.ts';
import type { TopicMetadata } from '#lib/kafka/metadata.ts';
import { whyMissing, withHidden } from './hidden-topics.ts';
import { commits, ends, group, observation, Polls, SECOND, silent, topic } from './testing.ts';

const DENIED: Failure = { code: 'TOPIC_AUTHORIZATION_FAILED', message: 'no permission', brokerId: 1 };
const NAMES = Array.from({ length: 1_234 }, (_, index) => `topic-${index}`);
const KNOWN = new Map(NAMES.map((name) => [name, topic(name, 1)]));
const answers = (names: string[], failure: Failure | null): Outcome<{ topics: TopicMetadata[] }> =>
  succeed({ topics: names.map((name) => ({ ...topic(name, 0), failure })) });

test('however many topics may not be seen any more, each is asked for, and none is called deleted', async () => {
  const asked: string[][] = [];
  const hidden = await whyMissing(NAMES, KNOWN, async (names) => {
    asked.push(names);
    return answers(names, DENIED);
  });
  expect([...hidden.keys()]).toEqual(NAMES);
  expect(new Set(hidden.values())).toEqual(new Set([DENIED]));
  expect(asked.flat()).toEqual(NAMES);
  expect(Math.max(...asked.map(({ length }) => length))).toBeLessThanOrEqual(500);
  expect(withHidden(new Map(), hidden, KNOWN)?.size).toBe(NAMES.length);
});

test('those that were deleted are not kept', async () => {
  const gone: Failure = { code: 'UNKNOWN_TOPIC_OR_PARTITION', message: 'no such topic', brokerId: 1 };
  expect(await whyMissing(NAMES, KNOWN, async (names) => answers(names, gone))).toEqual(new Map());
});

test('those of which no broker told stay as they were, and only those that were known', async () => {
  const timeout = silent(1);
  let requests = 0;
  const known = new Map([...KNOWN].slice(0, 1_000)).set('topic-999', { ...topic('topic-999', 1), failure: DENIED });
  const hidden = await whyMissing(NAMES, known, async (names) => {
    requests += 1;
    return requests === 1 ? answers(names, null) : { ok: false, failure: timeout };
  });
  expect(requests).toBe(2);
  expect([...hidden.keys()]).toEqual(NAMES.slice(500, 1_000));
  expect(hidden.get('topic-500')).toEqual(timeout);
  expect(hidden.get('topic-999')).toEqual(DENIED);
});

test('of a topic that stays because no broker told of it no commit is called gone', () => {
  const { topics, ...calm } = observation();
  const polls = new Polls();
  polls.at(0, { ...calm, topics, groups: [group('g')] });
  const failure = silent(1);
  const hiddenTopics = new Map([['orders', failure]]);
  const kept = withHidden(new Map(), hiddenTopics, topics ?? new Map());
  const unseen = group('g', { commits: succeed([]) });
  const {
    groups,
    topics: rows,
    events,
  } = polls.at(10 * SECOND, { topics: kept, hiddenTopics, ends: new Map(), groups: [unseen] });
  expect(rows.map(({ topic: { name } }) => name)).toEqual(['orders']);
  expect(groups[0]).toMatchObject({ lag: null, states: { unknown: 2 }, failure: null });
  expect(events).toEqual([]);
  const back = {
    ends: new Map([['orders', ends([0n, 150n], [0n, 100n])]]),
    groups: [group('g', { commits: succeed([commits('orders', 100n, 100n)]) })],
  };
  expect(polls.at(20 * SECOND, back).groups[0]).toMatchObject({ lag: 50n });
});

test('that no broker is there to tell is no answer', async () => {
  const none = fail('NOT_READ', 'no broker answers', null);
  expect([...(await whyMissing(['topic-1', 'topic-x'], KNOWN, async () => none)).keys()]).toEqual(['topic-1']);
});
