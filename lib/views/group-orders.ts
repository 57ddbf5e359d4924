import { type ListOrder, nullsLast } from './keyset.ts';

const byNumber = (expression: string): [up: ListOrder, down: ListOrder] => [
  { keys: [nullsLast(expression)], direction: 'asc' },
  // The number is negated rather than the direction turned, so that equal rows are by name, from A on, both ways.
  { keys: [nullsLast(`-${expression}`)], direction: 'asc' },
];

const danger = [nullsLast('danger_rank'), nullsLast('-(time_lag_seconds * 1000)'), nullsLast('-lag')];
const [lag, lagDown] = byNumber('lag');
/** In milliseconds: the list's keys are whole numbers. */
const [behind, behindDown] = byNumber('(time_lag_seconds * 1000)');
const [members, membersDown] = byNumber('members');
const [partitions, partitionsDown] = byNumber('total_partitions');
const [topics, topicsDown] = byNumber('topics');

/** Records per second that lag rises by, in thousandths: the list's keys are whole numbers. */
const [growth, growthDown] = byNumber('((produce_rate - consume_rate) * 1000)');
/** What falls comes by its time, and before it what never will. */
const NEVER = '9e15';
const [drain, drainDown] = byNumber(
  `(case when lag_trend in ('growing', 'stalled') then ${NEVER} else least(drain_seconds * 1000, ${NEVER}) end)`,
);

/** The orders a list of groups can have; `danger` is the worst first. */
export const GROUP_ORDERS = {
  danger: { keys: danger, direction: 'asc' },
  '-danger': { keys: danger, direction: 'desc' },
  name: { keys: [], direction: 'asc' },
  '-name': { keys: [], direction: 'desc' },
  lag,
  '-lag': lagDown,
  behind,
  '-behind': behindDown,
  members,
  '-members': membersDown,
  partitions,
  '-partitions': partitionsDown,
  topics,
  '-topics': topicsDown,
  growth,
  '-growth': growthDown,
  drain,
  '-drain': drainDown,
} as const satisfies Record<string, ListOrder>;

export type GroupSort = keyof typeof GROUP_ORDERS;
