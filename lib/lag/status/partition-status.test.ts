import { describe, expect, test } from 'vitest';
import { type PartitionFacts, partitionStatus, type SubscriptionFacts } from './partition-status.ts';
import { NO_PRESENCE } from './presence.ts';
import type { Status } from './status.ts';

const SECOND = 1_000;
const NOW = 10_000 * SECOND;
const S = 60 * SECOND;
const W = 600 * SECOND;
const ago = (seconds: number) => NOW - seconds * SECOND;

/** Caught up in a Stable group. */
const PARTITION: PartitionFacts = {
  state: 'ok',
  removedOnPurpose: false,
  underMinIsr: false,
  unassigned: false,
  held: true,
  subscribed: true,
  lag: 0,
  lagSinceMs: Number.NaN,
  movedAtMs: ago(5),
  caughtUpAtMs: NOW,
  rewoundAtMs: Number.NaN,
  lagging: false,
  before: 'OK',
};
const GROUP: SubscriptionFacts = {
  ...NO_PRESENCE,
  presentSinceMs: ago(9_000),
  settledSinceMs: ago(9_000),
  type: 'classic',
  members: 3,
  assignOnly: false,
  stallAfterMs: S,
  windowMs: W,
  usualGapMs: 10 * SECOND,
  batchFromMs: S,
};
const EMPTY = { members: 0, absentSinceMs: ago(9_000), settledSinceMs: null };
const REBALANCING = { settledSinceMs: null, unsettledSinceMs: ago(20), rebalancingSinceMs: ago(20) };
/** Messages to read since so many seconds, and no commit since. */
const unread = (seconds: number) => ({
  lag: 50,
  lagSinceMs: ago(seconds),
  movedAtMs: ago(seconds + 1),
  caughtUpAtMs: ago(seconds),
});

type Case = [what: string, status: Status, partition: Partial<PartitionFacts>, group?: Partial<SubscriptionFacts>];

const judge = (partition: Partial<PartitionFacts>, group: Partial<SubscriptionFacts> = {}) =>
  partitionStatus({ ...PARTITION, ...partition }, { ...GROUP, ...group }, NOW);

describe.each<[rule: string, cases: Case[]]>([
  ['NO_DATA', [['not seen for long enough', 'NO_DATA', { state: 'unknown' }]]],
  [
    'LOST',
    [
      ['deleted unread', 'LOST', { state: 'truncated', lag: 5 }],
      ['removed on purpose', 'OK', { state: 'truncated', removedOnPurpose: true, lag: 5 }],
      ['before anything else', 'LOST', { state: 'truncated', underMinIsr: true, ...unread(100) }],
    ],
  ],
  [
    'POSITION_LOST',
    [
      ['the offset expired with lag', 'POSITION_LOST', { state: 'expired', lag: 1 }],
      ['and without', 'OK', { state: 'expired', lag: 0 }],
      ['ahead of the log', 'POSITION_LOST', { state: 'ahead' }],
    ],
  ],
  [
    'BLOCKED',
    [
      ['an open transaction', 'BLOCKED', { state: 'open-transaction', ...unread(100) }],
      ['under min ISR, also without lag', 'BLOCKED', { underMinIsr: true }],
    ],
  ],
  [
    'STOPPED',
    [
      ['for S', 'STOPPED', unread(60), EMPTY],
      ['not quite', 'OK', unread(59.999), EMPTY],
      ['members left just now', 'OK', unread(60), { ...EMPTY, absentSinceMs: ago(59.999) }],
      ['commits go on', 'OK', { ...unread(100), movedAtMs: ago(59.999) }, EMPTY],
      ['nothing to read', 'OK', {}, EMPTY],
      ['members that nobody told of', 'OK', unread(100), { members: null }],
      ['assigned by hand', 'STOPPED', unread(60), { ...EMPTY, assignOnly: true }],
      ['a share group', 'STOPPED', unread(60), { ...EMPTY, type: 'share' }],
      ['longer than S was STALLED', 'STOPPED', { ...unread(60), before: 'STALLED' }, EMPTY],
    ],
  ],
  [
    'UNASSIGNED',
    [
      ['with lag', 'UNASSIGNED', { unassigned: true, held: false, ...unread(100) }],
      ['without', 'UNASSIGNED', { unassigned: true, held: false }],
      ['without a commit', 'UNASSIGNED', { unassigned: true, held: false, state: 'no-commit' }],
    ],
  ],
  [
    'STALLED',
    [
      ['for S', 'STALLED', unread(60)],
      ['not quite', 'OK', unread(59.999)],
      ['lag began just now', 'OK', { ...unread(59.999), movedAtMs: ago(5_000) }],
      ['members came just now', 'OK', unread(500), { presentSinceMs: ago(59.999), settledSinceMs: ago(59.999) }],
      ['they came S ago', 'STALLED', unread(500), { presentSinceMs: ago(60), settledSinceMs: ago(60) }],
      ['at rest for less than S / 4', 'OK', unread(100), { settledSinceMs: ago(14.999) }],
      ['for S / 4', 'STALLED', unread(100), { settledSinceMs: ago(15) }],
      ['stands for 5 S, so needs no rest', 'STALLED', unread(300), { settledSinceMs: NOW }],
      ['nothing to read', 'OK', { movedAtMs: ago(5_000) }],
      ['stood before, and rebalances', 'STALLED', { ...unread(100), before: 'STALLED' }, REBALANCING],
      [
        'stood before, and lost its members',
        'STALLED',
        { ...unread(100), before: 'STALLED' },
        { ...EMPTY, absentSinceMs: ago(59) },
      ],
      ['a share group', 'OK', unread(100), { type: 'share' }],
      [
        'a newer group that reconciles',
        'OK',
        unread(100),
        { type: 'consumer', settledSinceMs: null, unsettledSinceMs: ago(59) },
      ],
      [
        'and does so for S',
        'STALLED',
        unread(100),
        { type: 'consumer', settledSinceMs: null, unsettledSinceMs: ago(60) },
      ],
      ['what nobody subscribes to any more', 'OK', { ...unread(100), subscribed: false }],
    ],
  ],
  [
    'REBALANCING',
    [
      ['with lag', 'REBALANCING', unread(20), REBALANCING],
      ['without', 'OK', {}, REBALANCING],
      ['its timer runs on, but not to STALLED', 'REBALANCING', unread(100), REBALANCING],
    ],
  ],
  [
    'REWOUND',
    [
      ['within a window', 'REWOUND', { rewoundAtMs: ago(599.999), lag: 500 }],
      ['not longer', 'OK', { rewoundAtMs: ago(600), lag: 500 }],
      ['before LAGGING', 'REWOUND', { rewoundAtMs: ago(10), lagging: true }],
    ],
  ],
  [
    'NEVER_COMMITTED',
    [
      ['for S', 'NEVER_COMMITTED', { state: 'no-commit', ...unread(60) }],
      ['not quite', 'OK', { state: 'no-commit', ...unread(59.999) }],
      ['nothing to read', 'OK', { state: 'no-commit' }],
      ['nobody has it', 'OK', { state: 'no-commit', ...unread(100), held: false }],
      ['not Stable', 'OK', { state: 'no-commit', ...unread(100) }, REBALANCING],
      ['members came just now', 'OK', { state: 'no-commit', ...unread(100) }, { presentSinceMs: ago(59.999) }],
    ],
  ],
  [
    'IDLE_BATCH',
    [
      [
        'inside its longest usual gap',
        'IDLE_BATCH',
        unread(300),
        { ...EMPTY, usualGapMs: 300 * SECOND, stallAfterMs: 450 * SECOND },
      ],
      ['past it', 'OK', unread(300.001), { ...EMPTY, usualGapMs: 300 * SECOND, stallAfterMs: 450 * SECOND }],
      ['a group that never pauses is no batch', 'OK', unread(5), { ...EMPTY, usualGapMs: 59_999 }],
      ['assigned by hand', 'OK', unread(5), { ...EMPTY, usualGapMs: 300 * SECOND, assignOnly: true }],
      ['nothing to read', 'OK', {}, { ...EMPTY, usualGapMs: 300 * SECOND }],
      ['with members', 'OK', unread(5), { usualGapMs: 300 * SECOND }],
    ],
  ],
  ['LAGGING', [['by its rule', 'LAGGING', { lag: 500, lagging: true }]]],
  [
    'BEHIND',
    [
      ['for a window', 'BEHIND', { lag: 500, caughtUpAtMs: ago(600) }],
      ['not quite', 'OK', { lag: 500, caughtUpAtMs: ago(599.999) }],
      ['LAGGING comes first', 'LAGGING', { lag: 500, caughtUpAtMs: ago(900), lagging: true }],
    ],
  ],
  ['OK', [['else', 'OK', { lag: 500, lagSinceMs: ago(500) }]]],
])('%s', (_rule, cases) => {
  test.each(cases)('%s: %s', (_what, status, partition, group) => {
    expect(judge(partition, group)).toBe(status);
  });
});
