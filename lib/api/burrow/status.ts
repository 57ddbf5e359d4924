import type { CommitWindow, SynthesisedCommit } from '#lib/lag/burrow/commit-window.ts';
import type { BurrowConsumer, BurrowPartition } from '#lib/views/burrow-consumer.ts';
import type {
  BurrowConsumerPartition,
  BurrowGroupStatus,
  BurrowOffset,
  BurrowPartitionStatus,
} from '../schemas/burrow.ts';

/** The status of a group with all of its partitions, or those alone that are not OK. */
export function groupStatus(cluster: string, consumer: BurrowConsumer, showAll: boolean): BurrowGroupStatus {
  const all = consumer.partitions.map(partitionStatus);
  const whole = all.filter(({ complete }) => complete === 1).length;
  return {
    cluster,
    group: consumer.group,
    status: consumer.verdict,
    complete: all.length === 0 ? 0 : whole / all.length,
    partitions: showAll ? all : all.filter(({ status }) => status !== 'OK'),
    partition_count: all.length,
    maxlag: all.reduce<BurrowPartitionStatus | null>(furthestBehind, null),
    totallag: all.reduce((sum, partition) => sum + partition.current_lag, 0),
  };
}

/** The status of a group that is not there. */
export const statusOfNone = (cluster: string, group: string): BurrowGroupStatus => ({
  cluster,
  group,
  status: 'NOTFOUND',
  complete: 1,
  partitions: [],
  partition_count: 0,
  maxlag: null,
  totallag: 0,
});

/** The stored commits of a group by topic; index = partition. */
export function consumerTopics(
  { partitions }: BurrowConsumer,
  intervals: number,
): Record<string, BurrowConsumerPartition[]> {
  const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
  return Object.fromEntries(
    Array.from(byTopic, ([topic, ofTopic]) => [
      topic,
      ofTopic.map(({ window, owner, clientId }) => ({
        offsets: ring(window, intervals),
        owner,
        client_id: clientId,
        'current-lag': window.currentLag ?? 0,
      })),
    ]),
  );
}

function partitionStatus({ window, ...partition }: BurrowPartition): BurrowPartitionStatus {
  const [start, end] = [window.commits[0], window.commits.at(-1)];
  return {
    topic: partition.topic,
    partition: partition.partition,
    owner: partition.owner,
    client_id: partition.clientId,
    status: partition.verdict,
    start: start === undefined ? null : storedOffset(start),
    end: end === undefined ? null : storedOffset(end),
    current_lag: window.currentLag ?? 0,
    complete: partition.complete,
  };
}

/** What is not filled yet comes first; a partition without commits has no places at all. */
function ring({ commits }: CommitWindow, intervals: number): (BurrowOffset | null)[] {
  if (commits.length === 0) return [];
  return [...Array<null>(intervals - commits.length).fill(null), ...commits.map(storedOffset)];
}

const storedOffset = ({ offset, atMs, lag }: SynthesisedCommit): BurrowOffset => ({
  offset,
  timestamp: atMs,
  observedAt: atMs,
  lag,
});

const furthestBehind = (one: BurrowPartitionStatus | null, other: BurrowPartitionStatus): BurrowPartitionStatus =>
  one === null || other.current_lag > one.current_lag ? other : one;
