import type { BrokerLink } from './broker-link.ts';
import { type Failure, fail, guardedFailure, kafkaFailure, type Outcome, succeed } from './failure.ts';
import { FETCH_BY_ID, FETCH_BY_NAME, type WireFetched, type WireFetchedPartition } from './fetch-wire.ts';
import type { Isolation } from './records/cursor.ts';
import type { AbortedTransaction } from './records/transaction-filter.ts';

/** A place to read one partition from. A request may not name a partition twice. */
export interface FetchFrom {
  topic: string;
  /** Null where the brokers have no topic ids. */
  topicId: string | null;
  partition: number;
  /** -1 where it is not known; else a leader of another epoch refuses. */
  leaderEpoch: number;
  offset: bigint;
  /** The first batch comes whole in any case, as far as `FetchOptions.maxBytes` is not used up by others. */
  maxBytes: number;
}

export interface FetchOptions {
  isolation: Isolation;
  /** How long the broker may wait for `minBytes`; it counts against the deadline of the link. */
  maxWaitMs: number;
  minBytes: number;
  maxBytes: number;
}

/** What a leader gave of one partition. */
export interface FetchedPartition {
  highWatermark: bigint;
  lastStable: bigint;
  logStart: bigint;
  /** Empty under read_uncommitted. */
  abortedTransactions: AbortedTransaction[];
  /** Record batches as they stand in the log, perhaps cut inside the last one: for `advance` in records/cursor.ts. */
  records: Buffer;
}

/**
 * Reads records from the leader behind `link`, one answer's worth, at explicit offsets: no group, no fetch session, nothing
 * committed. One outcome per place, in the order asked: `OFFSET_OUT_OF_RANGE`, a stale leader or a missing permission is
 * that partition's failure alone.
 */
export async function fetchRecords(
  link: BrokerLink,
  places: readonly FetchFrom[],
  { isolation, ...bounds }: FetchOptions,
): Promise<Outcome<FetchedPartition>[]> {
  const byId = places.every(({ topicId }) => topicId !== null) && (await link.supports(FETCH_BY_ID)).ok;
  const keyOf = ({ topic, topicId }: FetchFrom): string => (byId && topicId !== null ? topicId : topic);
  const topics = [...Map.groupBy(places, keyOf)].map(([topic, partitions]) => ({ topic, partitions }));
  const answer = await link.request(byId ? FETCH_BY_ID : FETCH_BY_NAME, {
    ...bounds,
    isolation: isolation === 'read_committed' ? 1 : 0,
    topics,
  });
  if (!answer.ok) return places.map(() => answer);
  const answered = partitionsOf(answer.value);
  return places.map((place) =>
    outcomeOf(place, answered.get(placeKey(keyOf(place), place.partition)), answer.value, link),
  );
}

const placeKey = (topic: string, partition: number): string => `${topic}/${partition}`;

function partitionsOf({ topics }: WireFetched): Map<string, WireFetchedPartition> {
  return new Map(
    topics.flatMap(({ topic, partitions }) =>
      partitions.map((partition) => [placeKey(topic, partition.partition), partition] as const),
    ),
  );
}

function outcomeOf(
  place: FetchFrom,
  found: WireFetchedPartition | undefined,
  { errorCode, throttleTimeMs }: WireFetched,
  { brokerId }: BrokerLink,
): Outcome<FetchedPartition> {
  if (errorCode !== 0) return { ok: false, failure: kafkaFailure(errorCode, brokerId) };
  if (!found) {
    // A broker whose quota is spent answers without any partition.
    const message = throttleTimeMs > 0 ? `throttled by quota for ${throttleTimeMs} ms` : 'the answer leaves it out';
    return fail('NOT_ANSWERED', `${place.topic}-${place.partition}: ${message}`, brokerId);
  }
  if (found.errorCode !== 0) return { ok: false, failure: partitionFailure(found.errorCode, place, brokerId) };
  return succeed(found);
}

function partitionFailure(
  errorCode: number,
  { topic, partition, offset }: FetchFrom,
  brokerId: number | null,
): Failure {
  const failure = guardedFailure(errorCode, { operation: 'Read', on: { resource: 'topic', name: topic } }, brokerId);
  if (failure.code !== 'OFFSET_OUT_OF_RANGE') return failure;
  return { ...failure, message: `${topic}-${partition} holds no offset ${offset}: it was deleted, or never written` };
}
