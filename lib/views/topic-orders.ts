import { type ListOrder, nullsLast } from './keyset.ts';

/** Within one rank, the topic with more partitions in that state comes first. */
const IN_WORST_STATE = `case worst_rank when 0 then offline when 1 then under_min_isr when 2 then at_min_isr
  when 3 then under_replicated when 4 then not_preferred when 5 then reassigning else 0 end`;
const danger = ['worst_rank::int8', `-(${IN_WORST_STATE})::int8`];

/** The orders a list of topics can have; `danger` is the worst first. */
export const TOPIC_ORDERS = {
  danger: { keys: danger, direction: 'asc' },
  '-danger': { keys: danger, direction: 'desc' },
  name: { keys: [], direction: 'asc' },
  '-name': { keys: [], direction: 'desc' },
  size: { keys: [nullsLast('size_bytes')], direction: 'asc' },
  '-size': { keys: [nullsLast('-size_bytes')], direction: 'asc' },
  partitions: { keys: ['partitions::int8'], direction: 'asc' },
  '-partitions': { keys: ['-partitions::int8'], direction: 'asc' },
  produced: { keys: [nullsLast('produce_rate * 1000')], direction: 'asc' },
  '-produced': { keys: [nullsLast('-produce_rate * 1000')], direction: 'asc' },
  groups: { keys: ['groups::int8'], direction: 'asc' },
  '-groups': { keys: ['-groups::int8'], direction: 'asc' },
} as const satisfies Record<string, ListOrder>;

export type TopicSort = keyof typeof TOPIC_ORDERS;
