import type { PastSighting, Replay } from './replay.ts';

/** Instants of the polls of a cluster, ascending. */
export interface PollsSeen {
  /** Those that are stored. */
  stored: Float64Array;
  /** Those in which no broker answered: nothing is stored of them. */
  unseen: readonly number[];
}

interface Range {
  fromMs: number;
  toMs: number;
}

export const UNKNOWN: PastSighting = { truth: 'unknown', isClear: false, value: null };
/** There is nothing that could have a value. */
export const NOTHING: PastSighting = { truth: 'none', isClear: false, value: null };

/** The polls of a time in which no broker answered, to be shown in between those that are stored. */
export class UnseenPolls {
  readonly #unseen: readonly number[];
  #next: number;
  readonly #toMs: number;

  constructor(unseen: readonly number[], { fromMs, toMs }: Range) {
    this.#unseen = unseen;
    this.#next = firstFrom(unseen, fromMs);
    this.#toMs = toMs;
  }

  /** Shows those before an instant, of those not shown yet. */
  showUntil(untilMs: number, show: (atMs: number) => void): void {
    const endMs = Math.min(untilMs, this.#toMs);
    for (let atMs = this.#unseen[this.#next]; atMs !== undefined && atMs < endMs; atMs = this.#unseen[++this.#next]) {
      show(atMs);
    }
  }
}

/** Every poll in order. */
export function eachPoll({ stored, unseen }: PollsSeen, visit: (atMs: number, isSeen: boolean) => void): void {
  const between = new UnseenPolls(unseen, { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY });
  const visitUnseen = (atMs: number) => visit(atMs, false);
  for (const atMs of stored) {
    between.showUntil(atMs, visitUnseen);
    visit(atMs, true);
  }
  between.showUntil(Number.POSITIVE_INFINITY, visitUnseen);
}

/** The stored polls of a time. */
export const storedIn = (stored: Float64Array, { fromMs, toMs }: Range): Float64Array =>
  stored.subarray(firstFrom(stored, fromMs), firstFrom(stored, toMs));

/** Shows a machine the same at each stored poll of a time; those in which no broker answered tell nothing. */
export function holdPolls(replay: Replay, { stored, unseen }: PollsSeen, range: Range, sighting: PastSighting): void {
  let nowMs = range.fromMs;
  new UnseenPolls(unseen, range).showUntil(range.toMs, (atMs) => {
    replay.hold(storedIn(stored, { fromMs: nowMs, toMs: atMs }), sighting);
    replay.see(atMs, UNKNOWN);
    nowMs = atMs;
  });
  replay.hold(storedIn(stored, { fromMs: nowMs, toMs: range.toMs }), sighting);
}

/** Place of the first instant that is not before this one. */
function firstFrom(instants: ArrayLike<number>, fromMs: number): number {
  let [low, high] = [0, instants.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((instants[middle] ?? 0) < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
