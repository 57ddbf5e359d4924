import type { ActiveTarget } from './evaluator.ts';
import type { TargetState } from './machine.ts';

/** Whether nothing of a target changed but when it was last seen. */
export function isAsStored(
  before: ActiveTarget | undefined,
  { state, ruleVersion, incidentId }: ActiveTarget,
): boolean {
  if (before === undefined || before.ruleVersion !== ruleVersion || before.incidentId !== incidentId) return false;
  const was: TargetState = { ...before.state, seenAtMs: state.seenAtMs };
  return Object.entries(was).every(([key, value]) => Reflect.get(state, key) === value);
}
