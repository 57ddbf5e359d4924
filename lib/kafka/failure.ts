import { protocolErrors, protocolErrorsCodesById } from '@platformatic/kafka';
import { type Grant, grantInWords } from './grants.ts';

/** Why something could not be read. `code` is Kafka's own error name, or one of ours; `message` says what to do. */
export interface Failure {
  code: string;
  message: string;
  brokerId: number | null;
  /** What to grant so that it can be read; only of failures for want of permission. */
  grants?: Grant[];
}

/** A value, or why there is none. Errors stay values until the edge, so one dead broker never hides the others. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure };

export const succeed = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const fail = (
  code: string,
  message: string,
  brokerId: number | null = null,
): { ok: false; failure: Failure } => ({
  ok: false,
  failure: { code, message, brokerId },
});

const ADVICE: Record<string, string> = {
  TOPIC_AUTHORIZATION_FAILED: 'no permission on this topic for the principal Tidemark uses',
  GROUP_AUTHORIZATION_FAILED: 'no permission on this group for the principal Tidemark uses',
  CLUSTER_AUTHORIZATION_FAILED: 'no permission on the cluster for the principal Tidemark uses',
  NOT_LEADER_OR_FOLLOWER: 'the leader moved during the poll; the next poll asks the new one',
  FENCED_LEADER_EPOCH: 'the leader changed during the poll; the next poll asks the new one',
  UNKNOWN_LEADER_EPOCH: 'the leader changed during the poll; the next poll asks the new one',
  LEADER_NOT_AVAILABLE: 'the partition has no leader',
  NOT_COORDINATOR: 'the coordinator of this group moved during the poll',
  COORDINATOR_LOAD_IN_PROGRESS: 'the coordinator is still loading this group',
  COORDINATOR_NOT_AVAILABLE: 'the coordinator of this group is not available',
  UNSUPPORTED_VERSION: 'the broker is too old for this request',
};

/** The failure that a Kafka error code of a response stands for; `serverMessage` is the broker's own text where it sent one. */
export function kafkaFailure(errorCode: number, brokerId: number | null, serverMessage?: string | null): Failure {
  const names: Record<number, string | undefined> = protocolErrorsCodesById;
  const texts: Record<string, { message: string } | undefined> = protocolErrors;
  const code = names[errorCode] ?? `KAFKA_ERROR_${errorCode}`;
  const message =
    ADVICE[code] ?? serverMessage ?? texts[code]?.message ?? `the broker answered with error ${errorCode}`;
  return { code, message, brokerId };
}

/** True for answers that mean "ask again with fresh metadata": the partition moved between two requests. */
export const isStaleLeader = (code: string): boolean =>
  code === 'NOT_LEADER_OR_FOLLOWER' || code === 'FENCED_LEADER_EPOCH' || code === 'UNKNOWN_LEADER_EPOCH';

/** True for answers that mean the principal may not see this object. */
export const isDenied = (code: string): boolean => code.endsWith('_AUTHORIZATION_FAILED');

/** The failure of a request that needs this permission: where it was denied, what to grant. */
export function guardedFailure(
  errorCode: number,
  grant: Grant,
  brokerId: number | null = null,
  serverMessage?: string | null,
): Failure {
  const failure = kafkaFailure(errorCode, brokerId, serverMessage);
  return isDenied(failure.code) ? deniedFailure(failure.code, [grant], brokerId) : failure;
}

/** That something cannot be read for want of these permissions. */
export function deniedFailure(code: string, grants: Grant[], brokerId: number | null = null): Failure {
  return { code, message: `no permission: grant ${grants.map(grantInWords).join(', ')}`, brokerId, grants };
}
