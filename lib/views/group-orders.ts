import { type ListOrder, nullsLast } from './keyset.ts';

const byNumber = (expression: string): [up: ListOrder, down: ListOrder] => [
  { keys: [nullsLast(expression)], direction: 'asc' },
  // The number is negated rather than the direction turned, so that equal rows are by name, from A on, both ways.
  { keys: [nullsLast(`-${expression}`)], direction: 'asc' },
];

const danger = [nullsLast('worst_rank'), nullsLast('-lag')];
const [lag, lagDown] = byNumber('lag');
const [members, membersDown] = byNumber('members');
const [partitions, partitionsDown] = byNumber('total_partitions');
const [topics, topicsDown] = byNumber('topics');

/** The orders a list of groups can have; `danger` is the worst first. */
export const GROUP_ORDERS = {
  danger: { keys: danger, direction: 'asc' },
  '-danger': { keys: danger, direction: 'desc' },
  name: { keys: [], direction: 'asc' },
  '-name': { keys: [], direction: 'desc' },
  lag,
  '-lag': lagDown,
  members,
  '-members': membersDown,
  partitions,
  '-partitions': partitionsDown,
  topics,
  '-topics': topicsDown,
} as const satisfies Record<string, ListOrder>;

export type GroupSort = keyof typeof GROUP_ORDERS;
