import type { FailureValue } from '#lib/history/contract.ts';
import type { Failure } from '#lib/kafka/failure.ts';
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
 * Says since when each failure of a poll is reported, so that the pages can. A broker that does not answer is one run,
 * however its error changes (reset, then refused, then silent).
 */
export function dateFailures(
  { failuresSince }: ClusterMemory,
  brokers: readonly BrokerFailure[],
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
      return { ...failure, sinceMs };
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

function keysOf(brokers: readonly BrokerFailure[]): (failure: DatedFailure) => string {
  const ofBroker = new Map(brokers.map(({ brokerId, failure }) => [brokerId, failure?.code]));
  return ({ code, brokerId }) =>
    brokerId !== null && ofBroker.get(brokerId) === code ? `broker ${brokerId}` : `${code} ${brokerId}`;
}
