import type { Evaluation } from './evaluator.ts';
import type { IncidentChange } from './incident.ts';
import { scopeKey } from './scope.ts';
import type { TargetChange } from './target-state.ts';

/** More is not kept: what comes then counts as not seen. */
const MOST_CHANGES = 20_000;

/** What became of incidents in one poll. */
export interface LateChanges {
  atMs: number;
  incidents: readonly IncidentChange[];
}

/** Polls that were judged while Postgres did not take them, with what is still to be written of that. */
export class LatePolls {
  readonly #targets = new Map<string, TargetChange>();
  readonly #changes: LateChanges[] = [];
  #count = 0;
  #unseenMs = 0;

  add({ atMs, unseenMs, targets, incidents }: Evaluation): void {
    this.#unseenMs += unseenMs;
    for (const change of targets) this.#targets.set(keyOf(change), change);
    if (incidents.length > 0) this.#changes.push({ atMs, incidents });
    this.#count += incidents.length;
  }

  /** Those after these. */
  append(later: LatePolls): void {
    for (const [key, change] of later.#targets) this.#targets.set(key, change);
    this.#changes.push(...later.#changes);
    this.#count += later.#count;
    this.#unseenMs += later.#unseenMs;
  }

  /** What of the time of all these counts for nothing. */
  get unseenMs(): number {
    return this.#unseenMs;
  }

  get isTooMuch(): boolean {
    return this.#count > MOST_CHANGES;
  }

  /** What became of incidents, in order. */
  get changes(): readonly LateChanges[] {
    return this.#changes;
  }

  /** The targets as they are now, by what a poll after all these says of some of them. */
  targetsWith(newer: readonly TargetChange[]): TargetChange[] {
    const targets = new Map(this.#targets);
    for (const change of newer) targets.set(keyOf(change), change);
    return [...targets.values()];
  }
}

const keyOf = ({ ruleId, scope }: TargetChange): string => `${ruleId} ${scopeKey(scope)}`;
