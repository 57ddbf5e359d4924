import { listOffsetsV6, listOffsetsV7, listOffsetsV8, listOffsetsV9 } from '@platformatic/kafka';
import { NOT_OBSERVED } from '#lib/history/contract.ts';
import { type Api, version } from './api-versions.ts';
import type { BrokerLink } from './broker-link.ts';
import { type Failure, guardedFailure, type Outcome } from './failure.ts';
import { describeTopic } from './grants.ts';
import type { TopicMetadata } from './metadata.ts';

/** Log positions of one topic in one poll; index = partition, NOT_OBSERVED where the leader did not tell. */
export interface TopicEnds {
  logStart: BigInt64Array;
  highWatermark: BigInt64Array;
  lastStable: BigInt64Array;
  /** Milliseconds since the epoch at which the leader's high watermark arrived; 0 where it did not. */
  readAtMs: Float64Array;
  /** Epoch of the leader that told the high watermark; -1 where it did not say. */
  leaderEpoch: Int32Array;
  failures: Map<number, Failure>;
}

/** What to ask one leader: reused from poll to poll while leadership stands still. */
interface WireRequestTopic {
  name: string;
  partitions: { partitionIndex: number; currentLeaderEpoch: number; timestamp: bigint }[];
}
interface ListOffsetsArgs {
  isolation: 0 | 1;
  topics: WireRequestTopic[];
}
interface WireAnswer {
  throttleTimeMs: number;
  topics: {
    name: string;
    partitions: { partitionIndex: number; errorCode: number; offset: bigint; leaderEpoch: number }[];
  }[];
}

const NO_REPLICA = -1;
const LATEST = -1n;
const EARLIEST = -2n;
const EARLIEST_LOCAL = -4n;
const READ_UNCOMMITTED = 0;
const READ_COMMITTED = 1;

type IsolationArgument = Parameters<typeof listOffsetsV9.api.async>[2];
// The client names the wire's 0 and 1 by a closed type; they are the same numbers.
const onWire = (isolation: 0 | 1) => isolation as IsolationArgument;
const asAnswer = (wire: WireAnswer): WireAnswer => wire;

const LIST_OFFSETS: Api<ListOffsetsArgs, WireAnswer> = {
  key: 2,
  name: 'ListOffsets',
  versions: (
    [
      [9, listOffsetsV9],
      [8, listOffsetsV8],
      [7, listOffsetsV7],
      [6, listOffsetsV6],
    ] as const
  ).map(([number, module]) =>
    version(
      number,
      (connection, { isolation, topics }: ListOffsetsArgs) =>
        module.api.async(connection, NO_REPLICA, onWire(isolation), topics),
      asAnswer,
    ),
  ),
};

/** Brokers have told the local log start since Kafka 3.6. */
const LIST_LOCAL_STARTS: typeof LIST_OFFSETS = {
  ...LIST_OFFSETS,
  versions: LIST_OFFSETS.versions.filter(({ version: number }) => number >= 8),
};

export function emptyEnds(partitions: number): TopicEnds {
  return {
    logStart: new BigInt64Array(partitions).fill(NOT_OBSERVED),
    highWatermark: new BigInt64Array(partitions).fill(NOT_OBSERVED),
    lastStable: new BigInt64Array(partitions).fill(NOT_OBSERVED),
    readAtMs: new Float64Array(partitions),
    leaderEpoch: new Int32Array(partitions).fill(-1),
    failures: new Map(),
  };
}

/** Partitions by leader, as the request lists them. Leaderless partitions are in none. */
export function partitionsByLeader(topics: Iterable<TopicMetadata>): Map<number, WireRequestTopic[]> {
  const byLeader = new Map<number, WireRequestTopic[]>();
  for (const topic of topics) {
    const ofTopic = new Map<number, WireRequestTopic>();
    for (const { partition, leader, leaderEpoch } of topic.partitions) {
      if (leader === null) continue;
      let entry = ofTopic.get(leader);
      if (!entry) {
        entry = { name: topic.name, partitions: [] };
        ofTopic.set(leader, entry);
        const list = byLeader.get(leader);
        if (list) list.push(entry);
        else byLeader.set(leader, [entry]);
      }
      entry.partitions.push({ partitionIndex: partition, currentLeaderEpoch: leaderEpoch, timestamp: LATEST });
    }
  }
  return byLeader;
}

const withTimestamp = (topics: WireRequestTopic[], timestamp: bigint): WireRequestTopic[] =>
  topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((partition) => ({ ...partition, timestamp })),
  }));

/**
 * Log start, high watermark (isolation 0) and last stable offset (isolation 1) of the partitions this broker leads,
 * written into `into`. One request each: a request may not name a partition twice.
 */
export async function readEnds(
  link: BrokerLink,
  topics: WireRequestTopic[],
  into: Map<string, TopicEnds>,
): Promise<void> {
  const ask = (isolation: 0 | 1, asked: WireRequestTopic[]) => link.request(LIST_OFFSETS, { isolation, topics: asked });
  // Log start first and high watermark before last stable: by race alone, no start lies past its end.
  const [starts, highs, stables] = await Promise.all([
    ask(READ_UNCOMMITTED, withTimestamp(topics, EARLIEST)),
    ask(READ_UNCOMMITTED, topics).then((answer) => ({ answer, atMs: Date.now() })),
    ask(READ_COMMITTED, topics),
  ]);
  place(starts, topics, into, link, (ends, partition, offset) => {
    ends.logStart[partition] = offset;
  });
  place(highs.answer, topics, into, link, (ends, partition, offset, leaderEpoch) => {
    ends.highWatermark[partition] = offset;
    ends.leaderEpoch[partition] = leaderEpoch;
    ends.readAtMs[partition] = highs.atMs;
  });
  place(stables, topics, into, link, (ends, partition, offset) => {
    ends.lastStable[partition] = offset;
  });
}

function place(
  answer: Outcome<WireAnswer>,
  asked: WireRequestTopic[],
  into: Map<string, TopicEnds>,
  link: BrokerLink,
  put: (ends: TopicEnds, partition: number, offset: bigint, leaderEpoch: number) => void,
): void {
  if (!answer.ok) {
    for (const { name, partitions } of asked) {
      const ends = into.get(name);
      for (const { partitionIndex } of partitions) ends?.failures.set(partitionIndex, answer.failure);
    }
    return;
  }
  for (const { name, partitions } of answer.value.topics) {
    const ends = into.get(name);
    if (!ends) continue;
    for (const { partitionIndex, errorCode, offset, leaderEpoch } of partitions) {
      if (errorCode !== 0) {
        ends.failures.set(partitionIndex, guardedFailure(errorCode, describeTopic(name), link.brokerId));
      } else if (offset >= 0n) put(ends, partitionIndex, offset, leaderEpoch);
    }
  }
}

/** Where the log of a partition begins on the disk of the leader that told so. */
export interface LocalStart {
  topic: string;
  partition: number;
  leader: number;
  offset: bigint;
}

/**
 * Where the logs of the partitions this broker leads begin on its own disk; what lies before that is in remote storage.
 * Nothing of those it does not tell of, and of none where its version is too old.
 */
export async function readLocalStarts(link: BrokerLink, topics: WireRequestTopic[]): Promise<LocalStart[]> {
  const { brokerId: leader } = link;
  const asked = { isolation: READ_UNCOMMITTED, topics: withTimestamp(topics, EARLIEST_LOCAL) } as const;
  const answer = await link.request(LIST_LOCAL_STARTS, asked);
  if (!answer.ok || leader === null) return [];
  return answer.value.topics.flatMap(({ name: topic, partitions }) =>
    partitions.flatMap(({ partitionIndex: partition, errorCode, offset }) =>
      errorCode === 0 && offset >= 0n ? [{ topic, partition, leader, offset }] : [],
    ),
  );
}
