import { findCoordinatorV3, findCoordinatorV4 } from '@platformatic/kafka';
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

/** One group a request, for brokers before 3.0. */
const FIND_COORDINATOR_SINGLE: Api<string, CoordinatorsAnswer> = {
  key: 10,
  name: 'FindCoordinator',
  versions: [
    version(
      3,
      (connection, groupId: string) => findCoordinatorV3.api.async(connection, GROUP_KEY, [groupId]),
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
  if (groupIds.length === 0) return found;
  const many = await link.supports(FIND_COORDINATOR);
  if (!many.ok && many.failure.code === 'UNSUPPORTED_VERSION') return findOneByOne(link, groupIds);
  for (let from = 0; from < groupIds.length; from += GROUPS_PER_REQUEST) {
    const answer = await link.request(FIND_COORDINATOR, groupIds.slice(from, from + GROUPS_PER_REQUEST));
    if (!answer.ok) return found;
    for (const coordinator of answer.value.coordinators) found.set(coordinator.key, coordinatorOf(coordinator));
  }
  return found;
}

/** The connection keeps a bounded number of them on the way (maxRequestsInFlight). */
async function findOneByOne(link: BrokerLink, groupIds: readonly string[]): Promise<Map<string, Outcome<number>>> {
  const found = new Map<string, Outcome<number>>();
  await Promise.all(
    groupIds.map(async (groupId) => {
      const answer = await link.request(FIND_COORDINATOR_SINGLE, groupId);
      const [coordinator] = answer.ok ? answer.value.coordinators : [];
      if (coordinator) found.set(groupId, coordinatorOf(coordinator));
    }),
  );
  return found;
}

function coordinatorOf({
  nodeId,
  errorCode,
  errorMessage,
}: CoordinatorsAnswer['coordinators'][number]): Outcome<number> {
  return errorCode === 0 ? succeed(nodeId) : { ok: false, failure: kafkaFailure(errorCode, null, errorMessage) };
}
