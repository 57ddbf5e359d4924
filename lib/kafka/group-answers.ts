import { type Failure, guardedFailure, type Outcome, succeed } from './failure.ts';
import { ALL, describeGroup, describeTopic } from './grants.ts';
import type { GroupDescription } from './groups.ts';

/** What the answers of every type of group have in common. */

const GROUP_ID_NOT_FOUND = 69;
const TOPIC_AUTHORIZATION_FAILED = 29;
const DEAD: GroupDescription = { state: 'Dead', assignor: null, epoch: null, topology: null, members: [] };

/** Why a group is not described. Not found is what older versions, and other requests, call Dead: here it always is. */
export function notDescribed(group: {
  groupId: string;
  errorCode: number;
  errorMessage?: string | null | undefined;
}): Outcome<GroupDescription> {
  if (group.errorCode === GROUP_ID_NOT_FOUND) return succeed(DEAD);
  if (group.errorCode === TOPIC_AUTHORIZATION_FAILED) return { ok: false, failure: readsHiddenTopic() };
  const grant = describeGroup(group.groupId);
  return { ok: false, failure: guardedFailure(group.errorCode, grant, null, group.errorMessage) };
}

/** One topic that may not be seen hides the whole description (KIP-848 and later types); which one, no broker tells. */
function readsHiddenTopic(): Failure {
  const grants = [describeTopic(ALL)];
  const message =
    'no permission: members read a topic that Tidemark may not see, which hides them all; grant Describe on the topics of this group';
  return { code: 'TOPIC_AUTHORIZATION_FAILED', message, brokerId: null, grants };
}

/** Java brokers print an InetAddress: "/10.0.3.7" or "name/10.0.3.7". */
export const hostOf = (clientHost: string): string => clientHost.slice(clientHost.lastIndexOf('/') + 1);
