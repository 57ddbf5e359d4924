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
  /** Records were deleted unread, or the position is lost: no fall is a recovery. Where that is not looked at what fell counts as read. */
  isLost?: boolean;
}

/** Instants of observations, ascending. */
export type Instants = ArrayLike<number>;

/** Where the machine stands in the middle of a time, so that another part of it goes on from there. */
export interface SavedReplay {
  state: TargetState | null;
  /** The newest firing, where it may still end, or come back. */
  open: Firing | null;
}

export const NOT_BEGUN: SavedReplay = { state: null, open: null };

/** The machine of the rules over observations of the past, for one target. Of what came back within ten minutes it makes one firing. */
export class Replay {
  readonly firings: Firing[] = [];
  readonly #rules: MachineRules;
  /** Of two values, whether the first one is the worse. */
  readonly #isWorse: (one: number, other: number) => boolean;
  #state: TargetState | null = null;

  /** When the target is gone (it may come back), ascending. */
  readonly #goneAtMs: readonly number[];
  #nextGone = 0;

  constructor(
    rules: MachineRules,
    isWorse: (one: number, other: number) => boolean,
    { saved, goneAtMs = [] }: { saved?: SavedReplay | undefined; goneAtMs?: readonly number[] } = {},
  ) {
    this.#rules = rules;
    this.#isWorse = isWorse;
    this.#goneAtMs = goneAtMs;
    this.#state = saved?.state ?? null;
    if (saved?.open) this.firings.push({ ...saved.open });
  }

  /** Nothing is remembered, and what cannot be told is passed over: as long as the condition does not hold, nothing comes of it. */
  get isCalm(): boolean {
    return this.#state === null && this.#rules.noData.policy !== 'alert';
  }

  get isFiring(): boolean {
    return this.#state?.phase === 'firing';
  }

  /** It fires, and goes on to where the condition holds or cannot be told. */
  get isHeldByUnknown(): boolean {
    return this.isFiring && this.#rules.noData.policy !== 'resolve';
  }

  /** What goes on later goes on from here: all firings but the one that may still change are taken out, and given. */
  save(): { over: Firing[]; saved: SavedReplay } {
    const mayChange = this.#state !== null && (this.#state.phase === 'firing' || this.#state.resolvedAtMs !== null);
    const open = mayChange ? (this.firings.at(-1) ?? null) : null;
    const over = open === null ? this.firings : this.firings.slice(0, -1);
    return { over, saved: { state: this.#state, open } };
  }

  /** One observation. */
  see(nowMs: number, { truth, isClear, value, isLost = false }: PastSighting): void {
    for (let goneMs = this.#goneAtMs[this.#nextGone]; goneMs !== undefined && goneMs <= nowMs; ) {
      this.leave(goneMs);
      goneMs = this.#goneAtMs[++this.#nextGone];
    }
    // Nobody looked, and what went unseen is among the observations.
    const sighting = { nowMs, condition: truth, isClear, isLost, recreated: null, ackedAtMs: null, unseenMs: 0 };
    const { state, transition } = step(this.#state, sighting, this.#rules);
    this.#state = state;
    if (transition?.kind === 'resolved') this.#end(nowMs);
    else if (transition !== null) this.#begin(state?.sinceMs ?? nowMs, nowMs, transition.kind === 'reopened');
    if (state?.phase === 'firing' && value !== null) this.#note(value);
  }

  /** The target is gone: whatever it was in ends. */
  leave(nowMs: number): void {
    if (this.#state?.phase === 'firing') this.#end(nowMs);
    this.#state = null;
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
