import { describe, expect, test } from 'vitest';
import { type Failure, guardedFailure, succeed } from '#lib/kafka/failure.ts';
import { describeTopic } from '#lib/kafka/grants.ts';
import { emptyMemory } from './memory.ts';
import {
  commits,
  described,
  ends,
  group,
  groupOf,
  member,
  Polls,
  SECOND,
  subscriptionOf,
  topic,
  topicOf,
} from './testing.ts';

const TOPIC_AUTHORIZATION_FAILED = 29;
const denied = (name: string): Failure => guardedFailure(TOPIC_AUTHORIZATION_FAILED, describeTopic(name));
const polling = (mayHideTopics: boolean) =>
  new Polls({ memory: { ...emptyMemory(), permissions: { lacking: [], mayHideTopics } } });
const withoutMembers = { state: 'Empty', description: described({ state: 'Empty', members: [] }) };
const blank = group('g', { ...withoutMembers, commits: succeed([]) });

describe('a group without commits', () => {
  test('has none where every topic may be seen', () => {
    expect(groupOf(polling(false).at(0, { groups: [blank] }), 'g').failure).toBeNull();
  });

  test('may have some where topics are hidden, and says what to grant to whom', () => {
    const { failure, lag } = groupOf(polling(true).at(0, { groups: [blank] }), 'g');
    expect(lag).toBeNull();
    expect(failure).toMatchObject({ code: 'COMMITS_MAY_BE_HIDDEN' });
    expect(failure?.message).toMatch(/ --allow-principal User:tidemark --operation Describe --topic '\*'$/);
  });

  test('is not asked for where commits mean nothing', () => {
    const connect = group('g', { ...withoutMembers, protocolType: 'connect', commits: null, description: null });
    expect(groupOf(polling(true).at(0, { groups: [connect] }), 'g').failure).toBeNull();
  });
});

test.each<[what: string, hidden: string[], named: RegExp | null]>([
  ['a deleted topic', [], null],
  ['a hidden topic', ['secret'], /grant Describe on topic secret\. To grant it/],
  ['many', ['secret', 's2', 's3', 's4'], /topic s3 and 1 more\./],
])('a group whose members read %s', (_what, hidden, named) => {
  const reads = member('m1', { subscribed: ['orders', 'secret', 's2', 's3', 's4'] });
  const observed = group('g', { description: described({ members: [reads] }) });
  const hiddenTopics = new Map(hidden.map((name) => [name, denied(name)]));
  const { failure, lag } = groupOf(polling(true).at(0, { groups: [observed], hiddenTopics }), 'g');
  expect(lag).toBe(0n);
  if (named) expect(failure?.message).toMatch(named);
  else expect(failure).toBeNull();
});

test('a topic that may not be seen any more keeps its place: no commit there is no news, and no verdict changes to gone', () => {
  const polls = polling(true);
  const empty = group('g', { ...withoutMembers, commits: succeed([commits('orders', 90n, 100n)]) });
  expect(groupOf(polls.at(0, { groups: [empty] }), 'g').lag).toBe(10n);
  const hidden = {
    topics: new Map([['orders', topic('orders', 2, { failure: denied('orders') })]]),
    hiddenTopics: new Map([['orders', denied('orders')]]),
    ends: new Map(),
    groups: [{ ...empty, commits: succeed([]) }],
  };
  for (const atMs of [10, 20, 30, 40].map((s) => s * SECOND)) {
    const write = polls.at(atMs, hidden);
    expect(subscriptionOf(write, 'g')).toMatchObject({ lag: null, states: { unknown: 2 } });
    expect(subscriptionOf(write, 'g').exceptions[0]?.reason).toContain('grant Describe on topic orders');
    expect(topicOf(write, 'orders').failure?.message).toContain('--operation Describe --topic orders');
  }
  const back = polls.at(50 * SECOND, { groups: [empty], ends: new Map([['orders', ends([0n, 100n], [0n, 100n])]]) });
  expect(groupOf(back, 'g')).toMatchObject({ lag: 10n, failure: null });
});
