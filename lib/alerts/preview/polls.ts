import { firstNotBefore } from '../first-not-before.ts';
import type { PastSighting, Replay } from './replay.ts';

/** Instants of the polls of a cluster, ascending. */
export interface PollsSeen {
  /** Those that are stored. */
  stored: Float64Array;
  /** Those in which no broker answered: nothing is stored of them. */
  unseen: Float64Array;
}

interface Range {
  fromMs: number;
  toMs: number;
}

export const UNKNOWN: PastSighting = { truth: 'unknown', isClear: false, value: null };
/** There is nothing that could have a value. */
export const NOTHING: PastSighting = { truth: 'none', isClear: false, value: null };

/** The polls of a time. */
export const pollsIn = ({ stored, unseen }: PollsSeen, range: Range): PollsSeen => ({
  stored: instantsIn(stored, range),
  unseen: instantsIn(unseen, range),
});

function instantsIn(instants: Float64Array, { fromMs, toMs }: Range): Float64Array {
  const placeOf = (atMs: number) => firstNotBefore(instants.length, (place) => (instants[place] ?? 0) < atMs);
  return instants.subarray(placeOf(fromMs), placeOf(toMs));
}

/** Polls in which no broker answered, to be shown in between those that are stored. */
export class UnseenPolls {
  readonly #unseen: Float64Array;
  #next = 0;

  constructor({ unseen }: PollsSeen) {
    this.#unseen = unseen;
  }

  /** Shows those before an instant, of those not shown yet. */
  showUntil(untilMs: number, show: (atMs: number) => void): void {
    for (let atMs = this.#unseen[this.#next]; atMs !== undefined && atMs < untilMs; atMs = this.#unseen[++this.#next]) {
      show(atMs);
    }
  }
}

/** Every poll in order; `place` is that among the stored ones, null of one in which no broker answered. */
export function eachPoll(polls: PollsSeen, visit: (atMs: number, place: number | null) => void): void {
  const unseen = new UnseenPolls(polls);
  const visitUnseen = (atMs: number) => visit(atMs, null);
  for (let place = 0; place < polls.stored.length; place++) {
    const atMs = polls.stored[place] ?? 0;
    unseen.showUntil(atMs, visitUnseen);
    visit(atMs, place);
  }
  unseen.showUntil(Number.POSITIVE_INFINITY, visitUnseen);
}

/** Shows a machine the same at each stored poll of a time; those in which no broker answered tell nothing. */
export function holdPolls(replay: Replay, polls: PollsSeen, range: Range, sighting: PastSighting): void {
  const { stored, unseen } = pollsIn(polls, range);
  let nowMs = range.fromMs;
  for (const atMs of unseen) {
    replay.hold(instantsIn(stored, { fromMs: nowMs, toMs: atMs }), sighting);
    replay.see(atMs, UNKNOWN);
    nowMs = atMs;
  }
  replay.hold(instantsIn(stored, { fromMs: nowMs, toMs: range.toMs }), sighting);
}
