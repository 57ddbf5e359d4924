/** A log start that moved forward: the poll that saw it, and where the log began from then on. */
export interface LogStartMove {
  /** The poll before, which did not see it yet. */
  afterMs: number;
  atMs: number;
  logStart: number;
}

const MOST_MOVES = 4;

/** The last moves of the log start of each partition of one topic: how Kafka deletes there, segment by segment. */
export class LogStartMoves {
  #ofPartitions = new Map<number, LogStartMove[]>();

  /** Takes in a log start that is another one than that of the poll before; one that went back begins anew. */
  add(partition: number, { afterMs, atMs, logStart }: LogStartMove): void {
    const before = this.#ofPartitions.get(partition) ?? [];
    const fellBack = (before.at(-1)?.logStart ?? -1) >= logStart;
    const kept = fellBack ? [] : before.slice(1 - MOST_MOVES);
    this.#ofPartitions.set(partition, [...kept, { afterMs, atMs, logStart }]);
  }

  /** Oldest first, at most 4. */
  of(partition: number): readonly LogStartMove[] {
    return this.#ofPartitions.get(partition) ?? NO_MOVES;
  }
}

const NO_MOVES: readonly LogStartMove[] = [];
