import { describeProducersV0, describeTransactionsV0, listTransactionsV0 } from '@platformatic/kafka';
import { type Api, version } from './api-versions.ts';
import type { BrokerLink } from './broker-link.ts';
import { type Failure, guardedFailure, type Outcome, succeed } from './failure.ts';
import type { Grant } from './grants.ts';

/** The transaction that holds a last stable offset back. */
export interface OpenTransaction {
  topic: string;
  partition: number;
  producerId: bigint;
  /** First offset of the transaction on this partition: what an abort must name. */
  startOffset: bigint;
  /** Null where the coordinator does not tell (before 3.0, or no permission). */
  transactionalId: string | null;
  startedAtMs: number | null;
}

/** What one leader tells of the partitions it was asked about: those without an open transaction are in neither list. */
export interface OpenTransactions {
  open: OpenTransaction[];
  failures: { topic: string; partition: number; failure: Failure }[];
}

type WireProducers = Awaited<ReturnType<typeof describeProducersV0.api.async>>;
type WireListing = Awaited<ReturnType<typeof listTransactionsV0.api.async>>;
type WireStates = Awaited<ReturnType<typeof describeTransactionsV0.api.async>>;
interface PartitionsOfTopic {
  name: string;
  partitionIndexes: number[];
}

/** The client's signature serves later versions too; version 0 leaves this off the wire. */
const ANY_DURATION = -1n;

const DESCRIBE_PRODUCERS: Api<PartitionsOfTopic[], WireProducers> = {
  key: 61,
  name: 'DescribeProducers',
  versions: [
    version(
      0,
      (connection, topics) => describeProducersV0.api.async(connection, topics),
      (wire) => wire,
    ),
  ],
};
const LIST_TRANSACTIONS: Api<bigint[], WireListing> = {
  key: 66,
  name: 'ListTransactions',
  versions: [
    version(
      0,
      (connection, producerIds) => listTransactionsV0.api.async(connection, [], producerIds, ANY_DURATION, null),
      (wire) => wire,
    ),
  ],
};
const DESCRIBE_TRANSACTIONS: Api<string[], WireStates> = {
  key: 65,
  name: 'DescribeTransactions',
  versions: [
    version(
      0,
      (connection, ids) => describeTransactionsV0.api.async(connection, ids),
      (wire) => wire,
    ),
  ],
};

/** Oldest open transaction of each partition, asked of their leader. Needs Read on the topic. */
export async function describeOpenTransactions(
  leader: BrokerLink,
  partitions: { topic: string; partition: number }[],
): Promise<Outcome<OpenTransactions>> {
  const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
  const asked = [...byTopic].map(([name, list]) => ({
    name,
    partitionIndexes: list.map(({ partition }) => partition),
  }));
  const answer = await leader.request(DESCRIBE_PRODUCERS, asked);
  if (!answer.ok) return answer;
  return succeed(readProducers(answer.value));
}

function readProducers({ topics }: WireProducers): OpenTransactions {
  const read: OpenTransactions = { open: [], failures: [] };
  for (const { name: topic, partitions } of topics) {
    for (const { partitionIndex: partition, errorCode, errorMessage, activeProducers } of partitions) {
      if (errorCode === 0) read.open.push(...oldestOf(topic, partition, activeProducers));
      else {
        const grant: Grant = { operation: 'Read', on: { resource: 'topic', name: topic } };
        read.failures.push({ topic, partition, failure: guardedFailure(errorCode, grant, null, errorMessage) });
      }
    }
  }
  return read;
}

type WireProducer = WireProducers['topics'][number]['partitions'][number]['activeProducers'][number];

function oldestOf(topic: string, partition: number, activeProducers: WireProducer[]): OpenTransaction[] {
  const open = activeProducers.filter(({ currentTxnStartOffset }) => currentTxnStartOffset >= 0n);
  const [first] = open.sort((a, b) => (a.currentTxnStartOffset < b.currentTxnStartOffset ? -1 : 1));
  if (!first) return [];
  const { producerId, currentTxnStartOffset: startOffset } = first;
  return [{ topic, partition, producerId, startOffset, transactionalId: null, startedAtMs: null }];
}

/** Transactional ids and start times of producers, from the brokers that coordinate them, by producer id. */
export async function nameTransactions(
  links: BrokerLink[],
  producerIds: bigint[],
): Promise<Map<bigint, { transactionalId: string; startedAtMs: number | null }>> {
  const named = new Map<bigint, { transactionalId: string; startedAtMs: number | null }>();
  // To Kafka an empty filter means every transaction of the cluster.
  if (producerIds.length === 0) return named;
  await Promise.all(
    links.map(async (link) => {
      const listed = await link.request(LIST_TRANSACTIONS, producerIds);
      if (!listed.ok || listed.value.transactionStates.length === 0) return;
      const ids = listed.value.transactionStates.map(({ transactionalId }) => transactionalId);
      const states = await link.request(DESCRIBE_TRANSACTIONS, ids);
      if (!states.ok) return;
      for (const { errorCode, transactionalId, producerId, transactionStartTimeMs } of states.value.transactionStates) {
        if (errorCode !== 0) continue;
        const startedAtMs = transactionStartTimeMs > 0n ? Number(transactionStartTimeMs) : null;
        named.set(producerId, { transactionalId, startedAtMs });
      }
    }),
  );
  return named;
}
