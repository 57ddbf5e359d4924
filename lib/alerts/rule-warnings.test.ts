import { describe, expect, test } from 'vitest';
import type { MetricName } from './rule.ts';
import { type KnownNames, warningsOf } from './rule-warnings.ts';
import { rule } from './testing.ts';

const KNOWN: KnownNames = {
  groups: [
    { name: 'payments-worker', commitGapMs: 5_000 },
    { name: 'nightly', commitGapMs: 300_000 },
    { name: 'never-lagged', commitGapMs: null },
  ],
  topics: ['orders', 'payments'],
};
type Changes = Parameters<typeof rule>[0] & object;
/** "field: the first words" of each warning of a rule that is told to somebody, on one cluster that is polled every 10 s. */
const warned = (changes: Changes, polled: Partial<Parameters<typeof warningsOf>[1]> = {}) => {
  const { id: _, name: __, version: ___, ...definition } = rule({ destinations: ['pager'], ...changes });
  const hearers = { clusters: ['prod'], owners: [], destinations: ['pager'] };
  const around = { clusters: 1, slowestMs: 10_000, known: KNOWN, hearers, ...polled };
  // Safe: lists of a rule are readonly, and these are not written to either.
  return warningsOf(definition as never, around).map(({ parameter, message }) => `${parameter}: ${message}`);
};
const only = (...include: string[]) => ({ include, exclude: [] });
const behind = (threshold: number, commitGaps = 0, groups = only('*')): Changes => ({
  groups,
  condition: { metric: 'time-lag', threshold, commitGaps },
});

test('a rule of which nothing is doubtful is taken without a word', () => {
  expect(warned({})).toEqual([]);
  expect(warned(behind(60, 3))).toEqual([]);
  expect(warned({ condition: { forSeconds: 0 } })).toEqual([]);
});

test('that nobody is told is said', () => {
  expect(warned({ destinations: [] })).toEqual([expect.stringMatching(/^destinations: It names no destination/)]);
});

describe('a pattern', () => {
  test.each<[string, Changes, string[]]>([
    ['of groups', { groups: only('billing-*') }, ['groups.include: No group matches now']],
    [
      'of groups that are all left out',
      { groups: { include: ['pay*'], exclude: ['*worker'] } },
      ['groups.include: No group'],
    ],
    ['of topics of groups', { topics: only('clicks') }, ['topics.include: No topic matches now']],
    [
      'of topics',
      { topics: only('clicks'), condition: { metric: 'offline-partitions' } },
      ['topics.include: No topic matches now'],
    ],
  ])('that matches nothing now is doubtful: %s', (_, changes, expected) => {
    expect(warned(changes)).toEqual(expected.map((words) => expect.stringContaining(words)));
  });

  test.each<[string, MetricName]>([
    ['the cluster', 'brokers-down'],
    ['a group as a whole', 'no-members'],
  ])('of topics means nothing where a rule is over %s', (_, metric) => {
    expect(warned({ topics: only('clicks'), condition: { metric, forSeconds: 60 } })).toEqual([]);
  });

  test('is held against nothing where nothing was ever read', () => {
    expect(warned({ groups: only('billing-*') }, { known: null })).toEqual([]);
  });

  test.each(['(a+)+$', '^payments-.*', 'payments-[0-9]+', 'a|b'])(
    'that looks like a regular expression is none without slashes: %s',
    (one) => {
      expect(warned({ groups: only('payments-worker', one) })).toEqual([
        `groups.include: ${one} is taken letter by letter, but for * and ?: as a regular expression it stands between slashes, /${one}/.`,
      ]);
      expect(warned({ groups: only('payments-worker', `/${one}/`) })).toEqual([]);
    },
  );

  test('that has flags behind its slashes is none either', () => {
    expect(warned({ groups: only('payments-worker', '/Pay/i') })).toEqual([
      'groups.include: /Pay/i is taken letter by letter: a regular expression ends with its slash, as /Pay/, and begins with (?i) where case does not matter.',
    ]);
  });

  test('of names that a regular expression does not match now is doubtful as any other', () => {
    expect(warned({ groups: only('/^billing-/') })).toEqual([expect.stringContaining('No group matches now')]);
    expect(warned({ groups: only('/^(never|nightly)/'), topics: only('/s$/') })).toEqual([]);
  });

  test.each(['payments-*', 'a.b', 'team_1-?', '/var/log'])('of plain characters is fine: %s', (one) =>
    expect(warned({ groups: only('payments-worker', one) })).toEqual([]),
  );
});

test('no cluster of that name is doubtful, and nothing is said of what is not there', () => {
  expect(warned({ clusters: only('stage-*'), groups: only('x') }, { clusters: 0, slowestMs: 0 })).toEqual([
    'clusters.include: No cluster is called stage-*: it watches nothing.',
  ]);
});

test('what is shorter than the time between polls cannot be told', () => {
  expect(warned({ condition: { forSeconds: 5 } })).toEqual([
    expect.stringMatching(/^condition.forSeconds: Polls are 10 s apart: 5 s cannot be told/),
  ]);
});

describe('a threshold of time lag', () => {
  test('finer than a group commits, and a poll, is doubtful of the group that commits least often', () => {
    expect(warned(behind(60))).toEqual([
      'condition.threshold: nightly commits every 300 s and is polled every 10 s: it may seem 310 s behind while it keeps up. Let it be at least three commit gaps.',
    ]);
    expect(warned(behind(10))).toEqual([expect.stringMatching(/: nightly \(and 1 more\) commits every 300 s/)]);
    expect(warned(behind(310))).toEqual([]);
    expect(warned(behind(309, 1))).toEqual([expect.stringContaining('310 s behind')]);
  });

  test('is held against the groups that the rule is over alone', () => {
    expect(warned(behind(15, 0, only('payments-*')))).toEqual([]);
    expect(warned(behind(14, 0, only('payments-*')))).toEqual([
      expect.stringContaining('payments-worker commits every 5 s'),
    ]);
  });

  test('below the time between polls is doubtful of any group', () => {
    expect(warned(behind(5, 0, only('never-lagged')))).toEqual([
      expect.stringMatching(/^condition.threshold: Polls are 10 s apart/),
    ]);
    expect(warned(behind(5), { known: null })).toEqual([expect.stringContaining('Polls are 10 s apart')]);
  });
});
