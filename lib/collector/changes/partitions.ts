import { event } from '#lib/events/event.ts';
import type { ReassignmentStage } from '#lib/events/kinds/topics.ts';
import { partitionSet } from '#lib/events/partition-set.ts';
import type { EventRecord, TopicNow, TopicPartitionNow } from '#lib/history/contract.ts';

/** A partition as two polls saw it. */
interface Pair {
  topic: string;
  partition: number;
  before: TopicPartitionNow;
  after: TopicPartitionNow;
}

interface LeaderMove {
  topic: string;
  partition: number;
  from: number;
  to: number;
}

const MOST_REPLICA_LISTS = 50;

/** What changed in leadership and replicas: one event per broker and cause, however many partitions it concerns. */
export function partitionChanges(pairs: readonly (readonly [TopicNow, TopicNow])[]): EventRecord[] {
  const changed = pairs.flatMap(([before, after]) => changedPartitions(before, after));
  if (changed.length === 0) return [];
  return [...offlineChanges(changed), ...isrChanges(changed), ...leaderChanges(changed), ...replicaChanges(changed)];
}

function changedPartitions(before: TopicNow, { topic, partitions }: TopicNow): Pair[] {
  const changed: Pair[] = [];
  for (const after of partitions) {
    const known = before.partitions[after.partition];
    if (!known || isSame(known, after)) continue;
    changed.push({ topic: topic.name, partition: after.partition, before: known, after });
  }
  return changed;
}

const isSame = (before: TopicPartitionNow, after: TopicPartitionNow): boolean =>
  before.leader === after.leader && sameIds(before.isr, after.isr) && sameIds(before.replicas, after.replicas);

function sameIds(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((id, index) => id === others[index]);
}

function offlineChanges(changed: readonly Pair[]): EventRecord[] {
  const lost = changed.filter(({ before, after }) => before.leader !== null && after.leader === null);
  const found = changed.filter(({ before, after }) => before.leader === null && after.leader !== null);
  const leadersOf = (pairs: readonly Pair[], when: 'before' | 'after') =>
    [...new Set(pairs.flatMap((pair) => pair[when].leader ?? []))].sort(byNumber);
  return [
    ...(lost.length > 0
      ? [event('partitions-offline', { brokers: leadersOf(lost, 'before'), partitions: partitionSet(lost) })]
      : []),
    ...(found.length > 0
      ? [event('partitions-online', { brokers: leadersOf(found, 'after'), partitions: partitionSet(found) })]
      : []),
  ];
}

/** A broker that leaves the ISR because it gives its replica away has not fallen behind: that is a reassignment. */
function isrChanges(changed: readonly Pair[]): EventRecord[] {
  const left = new Map<number, Pair[]>();
  const joined = new Map<number, Pair[]>();
  for (const pair of changed) {
    const { before, after } = pair;
    for (const broker of before.isr)
      if (!after.isr.includes(broker) && after.replicas.includes(broker)) addTo(left, broker, pair);
    for (const broker of after.isr) if (!before.isr.includes(broker)) addTo(joined, broker, pair);
  }
  return [
    ...inOrder(left).map(([broker, pairs]) => event('isr-left', { broker, partitions: partitionSet(pairs) })),
    ...inOrder(joined).map(([broker, pairs]) => event('isr-joined', { broker, partitions: partitionSet(pairs) })),
  ];
}

/**
 * One broker that goes gives its leaders to several, and takes them back from several when it returns: moves are told by
 * the broker that most of them have in common, then by that of most of the rest.
 */
function leaderChanges(changed: readonly Pair[]): EventRecord[] {
  let moves = changed.flatMap(({ topic, partition, before, after }): LeaderMove[] =>
    before.leader === null || after.leader === null || before.leader === after.leader
      ? []
      : [{ topic, partition, from: before.leader, to: after.leader }],
  );
  const events: EventRecord[] = [];
  while (moves.length > 0) {
    const { broker, direction } = commonest(moves);
    const ofIt = moves.filter((move) => move[direction] === broker);
    moves = moves.filter((move) => move[direction] !== broker);
    const other = direction === 'from' ? 'to' : 'from';
    const others = [...new Set(ofIt.map((move) => move[other]))].sort(byNumber);
    events.push(event('leaders-moved', { broker, direction, others, partitions: partitionSet(ofIt) }));
  }
  return events;
}

function commonest(moves: readonly LeaderMove[]): { broker: number; direction: 'from' | 'to' } {
  let best = { broker: -1, direction: 'from' as 'from' | 'to', count: 0 };
  for (const direction of ['from', 'to'] as const) {
    for (const [broker, { length }] of inOrder(Map.groupBy(moves, (move) => move[direction]))) {
      if (length > best.count) best = { broker, direction, count: length };
    }
  }
  return best;
}

interface ReplicaMove {
  stage: ReassignmentStage;
  topic: string;
  partition: number;
  from: number[];
  to: number[];
}

/** Reassignments that began, ended or were cancelled: one event each, however many partitions they concern. */
function replicaChanges(changed: readonly Pair[]): EventRecord[] {
  const byStage = Map.groupBy(changed.flatMap(replicaMove), ({ stage }) => stage);
  return [...byStage].map(([stage, moves]) =>
    event('replicas-changed', {
      stage,
      partitions: partitionSet(moves),
      listed: moves.slice(0, MOST_REPLICA_LISTS).map(({ stage: _, ...move }) => move),
    }),
  );
}

/**
 * While a partition is reassigned its replicas are the old and the new ones together: it began when some come that have nothing yet,
 * and ended when the old ones leave or, where there are none, when the new ones are in sync.
 */
function replicaMove({ topic, partition, before, after }: Pair): ReplicaMove[] {
  const adding = before.reassignment?.adding ?? [];
  const from = before.replicas.filter((id) => !adding.includes(id));
  const move = (stage: ReassignmentStage) => [{ stage, topic, partition, from, to: after.replicas }];
  const inSync = (id: number) => after.isr.includes(id);
  if (sameIds(sorted(before.replicas), sorted(after.replicas))) {
    const isThere = adding.length > 0 && adding.every(inSync) && after.reassignment === undefined;
    return isThere ? move('ended') : [];
  }
  const newcomers = after.replicas.filter((id) => !before.replicas.includes(id));
  if (after.reassignment !== undefined || !newcomers.every(inSync)) return move('begun');
  const isUndone = adding.length > 0 && !adding.some((id) => after.replicas.includes(id));
  return move(isUndone ? 'cancelled' : 'ended');
}

function addTo(pairs: Map<number, Pair[]>, broker: number, pair: Pair): void {
  const known = pairs.get(broker);
  if (known) known.push(pair);
  else pairs.set(broker, [pair]);
}

const byNumber = (one: number, other: number): number => one - other;
const sorted = (ids: readonly number[]): number[] => [...ids].sort(byNumber);
const inOrder = <Value>(map: ReadonlyMap<number, Value>): [number, Value][] =>
  [...map].sort(([one], [other]) => one - other);
