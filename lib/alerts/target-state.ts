import type { TargetState } from './machine.ts';
import type { Scope } from './scope.ts';

/** A target of a rule that is not plainly calm. */
export interface ActiveTarget {
  ruleId: number;
  ruleVersion: number;
  scope: Scope;
  state: TargetState;
  /** The one that is open, or may be reopened. */
  incidentId: string | null;
}

/** A target whose row changes; null: it has none any more. */
export interface TargetChange {
  ruleId: number;
  scope: Scope;
  target: ActiveTarget | null;
}

/** Whether nothing of a target changed but when it was last seen. */
export function isAsStored(
  before: ActiveTarget | undefined,
  { state, ruleVersion, incidentId }: ActiveTarget,
): boolean {
  if (before === undefined || before.ruleVersion !== ruleVersion || before.incidentId !== incidentId) return false;
  const was: TargetState = { ...before.state, seenAtMs: state.seenAtMs };
  return Object.entries(was).every(([key, value]) => Reflect.get(state, key) === value);
}
