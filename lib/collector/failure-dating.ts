import type { FailureValue } from '#lib/history/contract.ts';
import type { Failure } from '#lib/kafka/failure.ts';
import type { ClusterMemory } from './memory.ts';
import type { BrokerSighting } from './observation.ts';

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
  brokers: readonly BrokerSighting[],
  nowMs: number,
): FailureDating {
  const ofBroker = new Map(brokers.map(({ brokerId, failure }) => [brokerId, failure?.code]));
  const reported = new Set<string>();
  const keyOf = ({ code, brokerId }: Failure): string =>
    brokerId !== null && ofBroker.get(brokerId) === code ? `broker ${brokerId}` : `${code} ${brokerId}`;
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
