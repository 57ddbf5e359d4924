import { type MachineRules, step, type TargetState, type Truth } from '../machine.ts';

/** A time in which a rule would have fired for one target. */
export interface Firing {
  /** First observation in which the condition held. */
  sinceMs: number;
  firedAtMs: number;
  /** Null: it would be firing at the end of what was looked at. */
  resolvedAtMs: number | null;
  /** The largest value that was seen meanwhile (of a `<` the smallest); null where none was told. */
  worst: number | null;
}

/** What one observation of the past says of a target. */
export interface PastSighting {
  truth: Truth;
  isClear: boolean;
  value: number | null;
}

/** Instants of observations, ascending. */
export type Instants = ArrayLike<number>;

/** The machine of the rules over observations of the past, for one target. Of what came back within ten minutes it makes one firing. */
export class Replay {
  readonly firings: Firing[] = [];
  readonly #rules: MachineRules;
  /** Of two values, whether the first one is the worse. */
  readonly #isWorse: (one: number, other: number) => boolean;
  #state: TargetState | null = null;

  constructor(rules: MachineRules, isWorse: (one: number, other: number) => boolean) {
    this.#rules = rules;
    this.#isWorse = isWorse;
  }

  /** One observation. Loss is not looked at: what fell because of it ends as if it had recovered. */
  see(nowMs: number, { truth, isClear, value }: PastSighting): void {
    const sighting = { nowMs, condition: truth, isClear, isLost: false };
    const { state, transition } = step(this.#state, sighting, this.#rules);
    this.#state = state;
    if (transition?.kind === 'resolved') this.#end(nowMs);
    else if (transition !== null) this.#begin(state?.sinceMs ?? nowMs, nowMs, transition.kind === 'reopened');
    if (state?.phase === 'firing' && value !== null) this.#note(value);
  }

  /** The same observation at each of these instants; those that would change nothing are passed over. */
  hold(instants: Instants, sighting: PastSighting): void {
    const last = instants.length - 1;
    for (let index = 0; index <= last; index++) {
      if (index > 0 && this.#isSteady(sighting)) index = last;
      this.see(instants[index] ?? 0, sighting);
    }
  }

  /** Nothing is left to happen while it goes on like this. */
  #isSteady({ truth, isClear }: PastSighting): boolean {
    if (this.#state === null) return truth === 'false' || truth === 'none';
    if (this.#state.phase !== 'firing') return false;
    return truth === 'true' || (truth === 'false' && !isClear);
  }

  #begin(sinceMs: number, firedAtMs: number, isAgain: boolean): void {
    const last = this.firings.at(-1);
    if (isAgain && last !== undefined) last.resolvedAtMs = null;
    else this.firings.push({ sinceMs, firedAtMs, resolvedAtMs: null, worst: null });
  }

  #end(atMs: number): void {
    const last = this.firings.at(-1);
    if (last !== undefined) last.resolvedAtMs = atMs;
  }

  #note(value: number): void {
    const last = this.firings.at(-1);
    if (last !== undefined && (last.worst === null || this.#isWorse(value, last.worst))) last.worst = value;
  }
}
