import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import type { BrokerLink } from '#lib/kafka/broker-link.ts';
import type { ClusterConnector } from '#lib/kafka/connect/connector.ts';
import { isDenied } from '#lib/kafka/failure.ts';
import { type FetchedPartition, type FetchOptions, fetchRecords } from '#lib/kafka/fetch.ts';
import { advance, type Cursor, cursorAt } from '#lib/kafka/records/cursor.ts';
import { recordsFrom } from '#lib/kafka/records/decode-records.ts';
import type { TimedPlace } from './farthest-behind.ts';
import type { ClusterMemory } from './memory.ts';
import type { LearnedTime, RecordTimes } from './record-times.ts';
import { type LookBudget, type Looked, SideLooks } from './side-looks.ts';

/** The batch that holds the position comes whole, however small this is. */
const ANSWER_BYTES = 1_024;
/** Markers and what compaction emptied stand between: so many answers of nothing else are enough. */
const MOST_ANSWERS = 4;
/** No batch that unpacks to more is worth its timestamp. */
const MOST_UNPACKED_BYTES = 16 * 1_024 * 1_024;
const OPTIONS: FetchOptions = { isolation: 'read_uncommitted', maxWaitMs: 0, minBytes: 0, maxBytes: 1_048_576 };

/** Looks, beside the polls, when the records were written that the groups farthest behind read next. */
export class RecordTimeCheck {
  readonly #looks: SideLooks<TimedPlace, LearnedTime>;

  constructor(cluster: ClusterConfig, connector: ClusterConnector) {
    this.#looks = new SideLooks(cluster, connector, look);
  }

  /** Hands what was found since the last time to `times`; gives how many requests that took. */
  deliver(times: RecordTimes, nowMs: number): number {
    const { learned, requests } = this.#looks.take();
    for (const one of learned) times.learn(one, nowMs);
    times.sweep(nowMs);
    return requests;
  }

  /** Looks at these places, unless there are none or the last round still runs: then gives null. */
  tick(places: readonly TimedPlace[], brokers: ClusterMemory['brokers']): Promise<void> | null {
    return this.#looks.tick(places, brokers);
  }

  close(): Promise<void> {
    return this.#looks.close();
  }
}

async function look(link: BrokerLink, place: TimedPlace, budget: LookBudget): Promise<Looked<LearnedTime>> {
  const { topic, idOnWire, partition, leaderEpoch, position } = place;
  const { name, kafkaTopicId } = topic;
  const found = (timestampMs: number | null): Looked<LearnedTime> => ({
    learned: { kind: 'found', kafkaTopicId, partition, position, timestampMs },
    refused: false,
  });
  let cursor = cursorAt(BigInt(position));
  for (let answers = 0; answers < MOST_ANSWERS; answers++) {
    const from = { topic: name, topicId: idOnWire, partition, leaderEpoch, offset: cursor.nextOffset };
    const [answer] = await fetchRecords(link, [{ ...from, maxBytes: ANSWER_BYTES }], OPTIONS);
    if (answer && !answer.ok && isDenied(answer.failure.code))
      return { learned: { kind: 'refused', kafkaTopicId }, refused: true };
    if (!answer?.ok) return found(null);
    budget.bytes -= answer.value.records.length;
    const seen = firstTimestamp(answer.value, cursor, BigInt(position));
    if (seen.timestampMs !== null) return found(Number(seen.timestampMs));
    if (seen.cursor === null) return found(null);
    cursor = seen.cursor;
  }
  return found(null);
}

/**
 * Timestamp of the first record at or after `position` in an answer. Without one, where to read on; null where that leads
 * nowhere.
 */
export function firstTimestamp(
  fetched: FetchedPartition,
  cursor: Cursor,
  position: bigint,
): { timestampMs: bigint | null; cursor: Cursor | null } {
  const moved = advance(cursor, fetched, 'read_uncommitted');
  for (const batch of moved.visible) {
    const records = recordsFrom(batch, position, MOST_UNPACKED_BYTES);
    if (!records.ok) return { timestampMs: null, cursor: null };
    const [first] = records.value;
    if (first) return { timestampMs: first.timestampMs, cursor: null };
  }
  const isStuck = moved.failure !== null || moved.cursor.nextOffset === cursor.nextOffset;
  return { timestampMs: null, cursor: isStuck ? null : moved.cursor };
}
