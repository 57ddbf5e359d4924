import { NOT_OBSERVED } from '#lib/history/contract.ts';
import { type Flow, type FlowReading, type FlowRules, FlowWindow } from '#lib/lag/flow-window.ts';
import { NO_PARTITIONS, withPartition } from '#lib/lag/partition-set.ts';
import { offsetAt, wordsOf } from './offset-words.ts';

/** What is produced to one topic. Begun anew with the topic id. */
export class TopicFlow {
  #window = new FlowWindow();
  /** Newest end seen of each partition. */
  #ends = new BigInt64Array(0);
  #fellAtMs: number | null = null;
  /** Partitions whose end does not tell what is produced. */
  #held: ReadonlySet<number> = new Set();

  /** Takes in the ends of one poll. */
  add(ends: BigInt64Array, held: ReadonlySet<number>, atMs: number, rules: FlowRules): void {
    this.#held = held;
    const fell = this.#advance(ends);
    if (fell) this.#fellAtMs = atMs;
    this.#window.add({ ...sumOfEnds(ends, held), atMs, fell, consumed: 0 }, rules, null);
  }

  /** Some end fell in the poll of this instant: sums over it are no progress. */
  fellAt(atMs: number): boolean {
    return this.#fellAtMs === atMs;
  }

  /** Some of these partitions (1 in `counted`) are held: what is produced to them is not known. */
  holdsSome(counted: Uint8Array): boolean {
    for (const partition of this.#held) if (counted[partition] === 1) return true;
    return false;
  }

  flow(nowMs: number, rules: FlowRules): Flow | null {
    return this.#window.flow(rules.rateWindowMs, rules, null, nowMs);
  }

  #advance(ends: BigInt64Array): boolean {
    if (this.#ends.length < ends.length) {
      const grown = new BigInt64Array(ends.length).fill(NOT_OBSERVED);
      grown.set(this.#ends);
      this.#ends = grown;
    }
    let fell = false;
    const [words, before] = [wordsOf(ends), wordsOf(this.#ends)];
    for (let partition = 0; partition < ends.length; partition++) {
      const end = offsetAt(words, partition);
      if (end < 0) continue;
      fell ||= end < offsetAt(before, partition);
      before[partition * 2] = words[partition * 2] ?? 0;
      before[partition * 2 + 1] = words[partition * 2 + 1] ?? 0;
    }
    return fell;
  }
}

function sumOfEnds(
  ends: BigInt64Array,
  held: ReadonlySet<number>,
): Pick<FlowReading, 'setKey' | 'complete' | 'produced'> {
  const words = wordsOf(ends);
  let setKey = NO_PARTITIONS;
  let produced = 0;
  let known = 0;
  let complete = true;
  for (let partition = 0; partition < ends.length; partition++) {
    const end = offsetAt(words, partition);
    if (end < 0) complete = false;
    else if (!held.has(partition)) {
      setKey = withPartition(setKey, partition);
      produced += end;
      known++;
    }
  }
  return { setKey, complete, produced: known === 0 ? Number.NaN : produced };
}
