import { describe, expect, test } from 'vitest';
import { succeed } from '#lib/kafka/failure.ts';
import type { GroupObservation } from '../observation.ts';
import { commits, described, ends, group, Polls, SECOND } from '../testing.ts';
import { type CommitStep, judgeStep, type OffsetMove } from './offsets.ts';

describe('what a commit tells of', () => {
  const step = (from: bigint, to: bigint, changes: Partial<CommitStep> = {}): CommitStep => ({
    from,
    to,
    lastStep: 0n,
    empty: false,
    idle: 'no',
    end: 10_000n,
    ...changes,
  });
  const asSeen = { empty: true, idle: 'as-seen' } as const;
  const surely = { empty: true, idle: 'surely' } as const;
  test.each<[string, CommitStep, OffsetMove['kind'] | null]>([
    ['consuming', step(100n, 5_000n), null],
    ['back by what a rebalance may repeat', step(1_000n, 900n), null],
    ['back by more', step(1_000n, 899n), 'offsets-rewound'],
    ['back by two commits of a fast consumer', step(5_000n, 3_000n, { lastStep: 1_000n }), null],
    ['back by more than two commits of a fast consumer', step(5_000n, 2_999n, { lastStep: 1_000n }), 'offsets-rewound'],
    ['back while nobody consumes', step(1_000n, 999n, { empty: true }), 'offsets-rewound'],
    ['forward by a run that nobody saw, or a reset', step(1_000n, 1_001n, asSeen), 'offsets-moved-unseen'],
    ['forward to the end by a run that nobody saw', step(1_000n, 10_000n, asSeen), 'offsets-moved-unseen'],
    ['forward to where nobody can read', step(1_000n, 10_001n, asSeen), 'offsets-jumped'],
    ['forward while nobody can have consumed', step(1_000n, 1_001n, surely), 'offsets-jumped'],
    ['forward by members that have left since', step(1_000n, 1_001n, { empty: true }), null],
    ['nowhere while nobody consumes', step(1_000n, 1_000n, surely), null],
    ['back with a log that was cut', step(5_000n, 10n, { end: 10n }), null],
    ['back while the end is not known', step(5_000n, 10n, { end: undefined }), 'offsets-rewound'],
  ])('%s', (_case, commit, expected) => {
    expect(judgeStep(commit)).toBe(expected);
  });
});

describe('a group', () => {
  const log = { ends: new Map([['orders', ends([0n, 9_000n], [0n, 9_000n])]]) };
  const at = (
    first: bigint | null,
    second: bigint | null,
    isEmpty: boolean,
    epoch: number | null = null,
    changes: Partial<GroupObservation> = {},
  ) => ({
    ...log,
    groups: [
      group('g', {
        type: epoch === null ? 'classic' : 'consumer',
        description: described({ epoch, ...(isEmpty && { state: 'Empty', members: [] }) }),
        ...(isEmpty && { state: 'Empty' }),
        commits: succeed([commits('orders', first, second)]),
        ...changes,
      }),
    ],
  });
  const told = (...polls: ReturnType<typeof at>[]) => {
    const cluster = new Polls();
    const events = polls.map((poll, index) => cluster.at(index * 10 * SECOND, poll).events);
    return (events.at(-1) ?? []).filter(({ kind }) => kind.startsWith('offsets-'));
  };

  test('whose offsets are set back on all partitions is one event', () => {
    expect(told(at(8_000n, 8_000n, false), at(0n, 1_000n, false))).toMatchObject([
      {
        kind: 'offsets-rewound',
        groups: ['g'],
        topics: ['orders'],
        data: {
          partitions: { count: 2 },
          messages: '15000',
          whileEmpty: false,
          listed: [{ from: '8000', to: '0' }, {}],
        },
      },
    ]);
  });

  test('that is empty and is moved forward was reset, or ran where no poll saw it', () => {
    const forward = told(at(8_000n, 8_000n, false), at(8_000n, 8_000n, true), at(9_000n, 8_000n, true));
    expect(forward).toMatchObject([
      { kind: 'offsets-moved-unseen', severity: 'info', data: { messages: '1000', whileEmpty: true } },
    ]);
    expect(told(at(8_000n, 8_000n, false), at(9_000n, 9_000n, false))).toEqual([]);
    expect(told(at(8_000n, 8_000n, false), at(9_000n, 9_000n, true))).toEqual([]);
  });

  test('that is empty at the same epoch was reset; a member that came and left would have raised it', () => {
    const before = [at(8_000n, 8_000n, false, 3), at(8_000n, 8_000n, true, 4)] as const;
    expect(told(...before, at(9_000n, 8_000n, true, 4))).toMatchObject([
      { kind: 'offsets-jumped', severity: 'warning' },
    ]);
    expect(told(...before, at(9_000n, 8_000n, true, 6))).toEqual([]);
  });

  test('that nobody could ask meanwhile may have been reading', () => {
    const failure = { code: 'BROKER_TIMEOUT', message: 'no answer', brokerId: 1 };
    const unknown = { description: { ok: false, failure }, commits: { ok: false, failure } } as const;
    const away = at(null, null, true, null, unknown);
    expect(
      told(at(8_000n, 8_000n, false), at(8_000n, 8_000n, true), away, away, away, at(9_000n, 9_000n, true)),
    ).toEqual([]);
    // What is remembered of its members is no reason to call a small step back a reset.
    const undescribed = at(7_950n, 8_000n, true, null, { description: unknown.description });
    expect(told(at(8_000n, 8_000n, false), at(8_000n, 8_000n, true), undescribed)).toEqual([]);
  });

  test('that assigns by hand moves on without members', () => {
    expect(told(at(10n, 10n, true), at(20n, 20n, true), at(30n, 30n, true))).toEqual([]);
    expect(told(at(10n, 10n, true), at(20n, 20n, true), at(5n, 20n, true))).toMatchObject([
      { kind: 'offsets-rewound' },
    ]);
  });

  test('whose offsets expired and that begins again was not reset', () => {
    expect(told(at(8_000n, 8_000n, false), at(null, 8_000n, false), at(0n, 8_000n, false))).toEqual([]);
  });
});
