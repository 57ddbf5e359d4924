import { describeQuorumV0, describeQuorumV1, describeQuorumV2 } from '@platformatic/kafka';
import { type Api, version } from './api-versions.ts';
import type { BrokerLink } from './broker-link.ts';
import { fail, guardedFailure, type Outcome, succeed } from './failure.ts';
import { DESCRIBE_CLUSTER } from './grants.ts';

export interface QuorumReplica {
  id: number;
  /** Records behind the quorum leader; null when the leader has not heard of it. */
  lag: bigint | null;
}

/** The KRaft controller quorum. Metadata names a random live broker instead, so only this tells the controller. */
export interface Quorum {
  leaderId: number;
  leaderEpoch: number;
  voters: QuorumReplica[];
  observers: QuorumReplica[];
}

interface WireReplica {
  replicaId: number;
  logEndOffset: bigint;
}
interface WireQuorum {
  errorCode: number;
  topics: {
    partitions: {
      errorCode: number;
      leaderId: number;
      leaderEpoch: number;
      currentVoters: WireReplica[];
      observers: WireReplica[];
    }[];
  }[];
}

const METADATA_TOPIC = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }];
const asAnswer = (wire: WireQuorum): WireQuorum & { throttleTimeMs?: number } => wire;

const DESCRIBE_QUORUM: Api<null, WireQuorum & { throttleTimeMs?: number }> = {
  key: 55,
  name: 'DescribeQuorum',
  versions: [
    version(2, (connection) => describeQuorumV2.api.async(connection, METADATA_TOPIC), asAnswer),
    version(1, (connection) => describeQuorumV1.api.async(connection, METADATA_TOPIC), asAnswer),
    version(0, (connection) => describeQuorumV0.api.async(connection, METADATA_TOPIC), asAnswer),
  ],
};

/** Leader, voters and observers of the quorum. UNSUPPORTED_VERSION means a ZooKeeper cluster. */
export async function describeQuorum(link: BrokerLink): Promise<Outcome<Quorum>> {
  const answer = await link.request(DESCRIBE_QUORUM, null);
  if (!answer.ok) return answer;
  const partition = answer.value.topics[0]?.partitions[0];
  const errorCode = answer.value.errorCode || partition?.errorCode || 0;
  if (errorCode !== 0) return { ok: false, failure: guardedFailure(errorCode, DESCRIBE_CLUSTER, link.brokerId) };
  if (!partition) return fail('QUORUM_UNKNOWN', 'the controller quorum did not describe itself', link.brokerId);
  const replicas = [...partition.currentVoters, ...partition.observers];
  const leaderEnd = replicas.find(({ replicaId }) => replicaId === partition.leaderId)?.logEndOffset;
  const withLag = ({ replicaId, logEndOffset }: WireReplica): QuorumReplica => ({
    id: replicaId,
    lag: leaderEnd === undefined || logEndOffset < 0n ? null : leaderEnd > logEndOffset ? leaderEnd - logEndOffset : 0n,
  });
  return succeed({
    leaderId: partition.leaderId,
    leaderEpoch: partition.leaderEpoch,
    voters: partition.currentVoters.map(withLag),
    observers: partition.observers.map(withLag),
  });
}
