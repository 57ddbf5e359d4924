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
  #changes: LateChanges[] = [];
  #lastAtMs = Number.NEGATIVE_INFINITY;
  #count = 0;

  /** False where that is more than is kept. */
  add({ atMs, targets, incidents }: Evaluation): boolean {
    this.#lastAtMs = atMs;
    for (const change of targets) this.#targets.set(keyOf(change), change);
    if (incidents.length > 0) this.#changes.push({ atMs, incidents });
    this.#count += incidents.length;
    return this.#count <= MOST_CHANGES;
  }

  /** Up to that instant the tables have it: an answer to a commit was lost, and the commit was done. */
  isWrittenAt(atMs: number): boolean {
    return this.#lastAtMs <= atMs;
  }

  /** What became of incidents after that instant, in order. */
  changesAfter(atMs: number): LateChanges[] {
    return this.#changes.filter((change) => change.atMs > atMs);
  }

  /** The targets as they are now, by what a poll after all these says of some of them. */
  targetsWith(newer: readonly TargetChange[]): TargetChange[] {
    const targets = new Map(this.#targets);
    for (const change of newer) targets.set(keyOf(change), change);
    return [...targets.values()];
  }
}

const keyOf = ({ ruleId, scope }: TargetChange): string => `${ruleId} ${scopeKey(scope)}`;
