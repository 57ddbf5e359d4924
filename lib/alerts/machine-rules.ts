import { type MachineRules, REOPEN_WITHIN_MS, VALUELESS_MS } from './machine.ts';
import type { AlertRule } from './rule.ts';

const MOST_INTERVALS_COUNTED = 3;

/** Of the time between two observations no more than this counts. */
export const mostCountedMs = (intervalMs: number): number => MOST_INTERVALS_COUNTED * intervalMs;

/** What the machine is to know of a rule, on a cluster that is polled so often. */
export function machineRulesOf(
  { condition, keepFiringSeconds, noData }: Pick<AlertRule, 'condition' | 'keepFiringSeconds' | 'noData'>,
  intervalMs: number,
): MachineRules {
  return {
    forMs: condition.forSeconds * 1000,
    keepFiringMs: keepFiringSeconds * 1000,
    noData: { policy: noData.policy, afterMs: noData.afterSeconds * 1000 },
    mostCountedMs: mostCountedMs(intervalMs),
    reopenWithinMs: REOPEN_WITHIN_MS,
    valuelessMs: VALUELESS_MS,
  };
}
