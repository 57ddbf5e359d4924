import { CommitGaps, type KeptGaps } from '#lib/lag/commit-gap.ts';
import { type FlowRules, type Flows, FlowWindow, flowsOf } from '#lib/lag/flow-window.ts';
import { NO_PARTITIONS, withPartition } from '#lib/lag/partition-set.ts';
import { offsetAt, wordsOf } from './offset-words.ts';

/** Positions of one group on one topic in one poll; index = partition. */
export interface SubscriptionPositions {
  /** 1 for the partitions whose lag is part of the sum: the rates are over the same ones. */
  counted: Uint8Array;
  committed: BigInt64Array;
  ends: BigInt64Array;
}

/** What one poll says of how a subscription moves. */
export interface SubscriptionMove {
  atMs: number;
  /** False when some partition could not be read. */
  complete: boolean;
  moved: boolean;
  fell: boolean;
  /** The committed offsets were told, whether or not any moved. */
  told: boolean;
  /** Some counted partition has lag; null when none is known. */
  behind: boolean | null;
}

/** How one group moves on one topic: rates of what its lag is the sum of, and how far its commits are apart. */
export class SubscriptionFlow {
  readonly gaps: CommitGaps;
  #window = new FlowWindow();

  constructor(kept?: KeptGaps) {
    this.gaps = new CommitGaps(kept);
  }

  add(positions: SubscriptionPositions, move: SubscriptionMove, rules: FlowRules): void {
    const { atMs, complete, fell, told, moved, behind } = move;
    this.gaps.add({ atMs, moved, fell, behind: told ? behind : null }, rules.threePollsMs);
    this.#window.add({ ...sumOf(positions), atMs, complete, fell }, rules, this.gaps.medianMs);
  }

  /** Null while too little is known. */
  flows(nowMs: number, rules: FlowRules): Flows | null {
    return flowsOf(this.#window, rules, this.gaps.medianMs, nowMs);
  }
}

function sumOf({ counted, committed, ends }: SubscriptionPositions) {
  const [commitWords, endWords] = [wordsOf(committed), wordsOf(ends)];
  let setKey = NO_PARTITIONS;
  let produced = 0;
  let consumed = 0;
  let known = 0;
  for (let partition = 0; partition < counted.length; partition++) {
    if (counted[partition] !== 1) continue;
    setKey = withPartition(setKey, partition);
    produced += offsetAt(endWords, partition);
    consumed += offsetAt(commitWords, partition);
    known++;
  }
  return known === 0 ? { setKey, produced: Number.NaN, consumed: Number.NaN } : { setKey, produced, consumed };
}
