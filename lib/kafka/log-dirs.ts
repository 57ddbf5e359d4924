import { describeLogDirsV1, describeLogDirsV2, describeLogDirsV3, describeLogDirsV4 } from '@platformatic/kafka';
import { type Api, version } from './api-versions.ts';
import type { BrokerLink } from './broker-link.ts';
import { type Failure, guardedFailure, kafkaFailure, type Outcome, succeed } from './failure.ts';
import { DESCRIBE_CLUSTER } from './grants.ts';

/** What one broker keeps on disk. Future replicas of a move between its own disks are not counted. */
export interface BrokerLogs {
  totalBytes: bigint;
  /** topic -> partition -> bytes on this broker. */
  partitionBytes: Map<string, Map<number, bigint>>;
  /** Failed directories: their replicas are missing above. */
  failures: Failure[];
}

interface WireLogDirs {
  throttleTimeMs: number;
  errorCode: number;
  results: {
    errorCode: number;
    logDir: string;
    topics: { name: string; partitions: { partitionIndex: number; partitionSize: bigint; isFutureKey: boolean }[] }[];
  }[];
}

const CLUSTER_AUTHORIZATION_FAILED = 31;
const asAnswer = (wire: WireLogDirs): WireLogDirs => wire;

const DESCRIBE_LOG_DIRS: Api<null, WireLogDirs> = {
  key: 35,
  name: 'DescribeLogDirs',
  versions: (
    [
      [4, describeLogDirsV4],
      [3, describeLogDirsV3],
      [2, describeLogDirsV2],
      [1, describeLogDirsV1],
    ] as const
  ).map(([number, module]) =>
    // A null topic list asks for all; the client's type wants a list.
    version(number, (connection) => module.api.async(connection, null as unknown as []), asAnswer),
  ),
};

/** Sizes of all replicas on this broker. */
export async function describeLogDirs(link: BrokerLink): Promise<Outcome<BrokerLogs>> {
  const answer = await link.request(DESCRIBE_LOG_DIRS, null);
  if (!answer.ok) return answer;
  const { errorCode: refusal, results } = answer.value;
  // Before version 3 a refusal is an empty list; a broker that may be asked has a directory at least.
  const denied = refusal || (results.length === 0 ? CLUSTER_AUTHORIZATION_FAILED : 0);
  if (denied !== 0) return { ok: false, failure: guardedFailure(denied, DESCRIBE_CLUSTER, link.brokerId) };
  const logs: BrokerLogs = { totalBytes: 0n, partitionBytes: new Map(), failures: [] };
  for (const { errorCode, logDir, topics } of results) {
    if (errorCode !== 0) {
      const failure = kafkaFailure(errorCode, link.brokerId);
      logs.failures.push({ ...failure, message: `log directory ${logDir}: ${failure.message}` });
      continue;
    }
    for (const { name, partitions } of topics) addTopic(logs, name, partitions);
  }
  return succeed(logs);
}

function addTopic(
  logs: BrokerLogs,
  name: string,
  partitions: WireLogDirs['results'][number]['topics'][number]['partitions'],
) {
  let ofTopic = logs.partitionBytes.get(name);
  if (!ofTopic) {
    ofTopic = new Map();
    logs.partitionBytes.set(name, ofTopic);
  }
  for (const { partitionIndex, partitionSize, isFutureKey } of partitions) {
    if (isFutureKey) continue;
    ofTopic.set(partitionIndex, partitionSize);
    logs.totalBytes += partitionSize;
  }
}
