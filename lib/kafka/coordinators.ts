import { findCoordinatorV4 } from '@platformatic/kafka';
import { type Api, version } from './api-versions.ts';
import type { BrokerLink } from './broker-link.ts';
import { kafkaFailure, type Outcome, succeed } from './failure.ts';

const GROUP_KEY = 0;
/** Ids may be long: the request stays well below what a broker takes. */
const GROUPS_PER_REQUEST = 1_000;

interface CoordinatorsAnswer {
  throttleTimeMs: number;
  coordinators: { key: string; nodeId: number; errorCode: number; errorMessage?: string | null | undefined }[];
}

/** Many groups in one request, Kafka 3.0 and later. */
const FIND_COORDINATOR: Api<string[], CoordinatorsAnswer> = {
  key: 10,
  name: 'FindCoordinator',
  versions: [
    version(
      4,
      (connection, groupIds: string[]) => findCoordinatorV4.api.async(connection, GROUP_KEY, groupIds),
      (wire: CoordinatorsAnswer) => wire,
    ),
  ],
};

/** Which broker coordinates each group now, as one broker knows it. Groups it did not speak of are left out. */
export async function findCoordinators(
  link: BrokerLink,
  groupIds: readonly string[],
): Promise<Map<string, Outcome<number>>> {
  const found = new Map<string, Outcome<number>>();
  for (let from = 0; from < groupIds.length; from += GROUPS_PER_REQUEST) {
    const answer = await link.request(FIND_COORDINATOR, groupIds.slice(from, from + GROUPS_PER_REQUEST));
    if (!answer.ok) return found;
    for (const { key, nodeId, errorCode, errorMessage } of answer.value.coordinators) {
      const failure = errorCode === 0 ? null : kafkaFailure(errorCode, null, errorMessage);
      found.set(key, failure ? { ok: false, failure } : succeed(nodeId));
    }
  }
  return found;
}

/** The topic in which brokers keep committed offsets; the leader of a group's partition coordinates it. */
export const OFFSETS_TOPIC = '__consumer_offsets';

/** Partition of the offsets topic that holds a group, as brokers compute it: the absolute value of Java's String.hashCode. */
export function offsetsPartitionOf(groupId: string, partitions: number): number {
  let hash = 0;
  for (let index = 0; index < groupId.length; index++) hash = (Math.imul(31, hash) + groupId.charCodeAt(index)) | 0;
  // The smallest integer has no absolute value in Java; Kafka takes 0 for it.
  return hash === -(2 ** 31) ? 0 : Math.abs(hash) % partitions;
}
