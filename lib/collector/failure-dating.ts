import type { FailureValue } from '#lib/history/contract.ts';
import type { Failure } from '#lib/kafka/failure.ts';
import { grantCommand } from '#lib/kafka/grants.ts';
import type { ClusterMemory } from './memory.ts';

/** A broker with what its own connection said, if that failed. */
interface BrokerFailure {
  brokerId: number;
  failure: { code: string } | null;
}

type DatedFailure = Pick<Failure, 'code' | 'brokerId'>;

export interface FailureDating {
  /** The failure with the first poll of its run. */
  dated(failure: Failure | null): FailureValue | null;
  /** Ends the run of every failure that this poll did not report. */
  endOthers(): void;
}

/**
 * Says since when each failure of a poll is reported, and what to grant where it is a denial, so that the pages can. A broker that does not answer is one run,
 * however its error changes (reset, then refused, then silent).
 */
export function dateFailures(
  { failuresSince }: ClusterMemory,
  brokers: readonly BrokerFailure[],
  principal: string,
  nowMs: number,
): FailureDating {
  const keyOf = keysOf(brokers);
  const reported = new Set<string>();
  return {
    dated(failure) {
      if (!failure) return null;
      const key = keyOf(failure);
      const sinceMs = failuresSince.get(key) ?? nowMs;
      failuresSince.set(key, sinceMs);
      reported.add(key);
      const { code, brokerId } = failure;
      return { code, message: withCommands(failure, principal), brokerId, sinceMs };
    },
    endOthers() {
      for (const key of failuresSince.keys()) if (!reported.has(key)) failuresSince.delete(key);
    },
  };
}

/** Takes the dates of stored failures into a memory that begins. */
export function restoreDates(
  { failuresSince }: ClusterMemory,
  brokers: readonly BrokerFailure[],
  stored: readonly FailureValue[],
): void {
  const keyOf = keysOf(brokers);
  for (const failure of stored) if (failure.sinceMs !== null) failuresSince.set(keyOf(failure), failure.sinceMs);
}

/** The message, and after it the commands that grant what is lacking to this principal. */
function withCommands({ message, grants = [] }: Failure, principal: string): string {
  if (grants.length === 0) return message;
  return `${message}. To grant it: ${grants.map((grant) => grantCommand(grant, principal)).join('; ')}`;
}

function keysOf(brokers: readonly BrokerFailure[]): (failure: DatedFailure) => string {
  const ofBroker = new Map(brokers.map(({ brokerId, failure }) => [brokerId, failure?.code]));
  return ({ code, brokerId }) =>
    brokerId !== null && ofBroker.get(brokerId) === code ? `broker ${brokerId}` : `${code} ${brokerId}`;
}
