import { listPartitionReassignmentsV0 } from '@platformatic/kafka';
import { type Api, version } from './api-versions.ts';
import type { BrokerLink } from './broker-link.ts';
import { kafkaFailure, type Outcome, succeed } from './failure.ts';

/** A partition whose replicas are being moved, as the controller lists it. */
export interface PartitionReassignment {
  topic: string;
  partition: number;
  /** All of them, those on their way and those to go included. */
  replicas: number[];
  adding: number[];
  removing: number[];
}

type WireListing = Awaited<ReturnType<typeof listPartitionReassignmentsV0.api.async>>;

/** How long the controller may take; the deadline of the link is usually shorter. */
const TIMEOUT_MS = 10_000;

const LIST_REASSIGNMENTS: Api<null, WireListing> = {
  key: 46,
  name: 'ListPartitionReassignments',
  versions: [
    version(
      0,
      // A null topic list asks for all; the client's type wants a list.
      (connection) => listPartitionReassignmentsV0.api.async(connection, TIMEOUT_MS, null as unknown as []),
      (wire) => wire,
    ),
  ],
};

/**
 * Every reassignment of the cluster. Under KRaft any broker tells: it passes the request on to the controller; under ZooKeeper
 * only the controller does, and others answer NOT_CONTROLLER.
 */
export async function listReassignments(link: BrokerLink): Promise<Outcome<PartitionReassignment[]>> {
  const answer = await link.request(LIST_REASSIGNMENTS, null);
  if (!answer.ok) return answer;
  const { errorCode, errorMessage, topics } = answer.value;
  if (errorCode !== 0) return { ok: false, failure: kafkaFailure(errorCode, link.brokerId, errorMessage) };
  return succeed(
    topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, replicas, addingReplicas, removingReplicas }) => ({
        topic: name,
        partition: partitionIndex,
        replicas,
        adding: addingReplicas,
        removing: removingReplicas,
      })),
    ),
  );
}
