import type { BurrowConsumer } from '#lib/views/burrow-consumer.ts';

/** Partitions with their commits that are kept: about 1 KB each. */
const MOST_PARTITIONS = 20_000;

/** The groups of one poll that were asked for, so that each is read once however many ask. What was kept first stays. */
export class KeptConsumers {
  #mostPartitions: number;
  #byGroup = new Map<string, Promise<BurrowConsumer | null>>();
  #partitions = 0;

  constructor(mostPartitions = MOST_PARTITIONS) {
    this.#mostPartitions = mostPartitions;
  }

  /** What is kept of this group, else what `read` gives. Neither failures are kept, nor the names of no group. */
  get(group: string, read: () => Promise<BurrowConsumer | null>): Promise<BurrowConsumer | null> {
    const known = this.#byGroup.get(group);
    if (known !== undefined) return known;
    const reading = read();
    this.#byGroup.set(group, reading);
    const settle = (found: BurrowConsumer | null) => {
      const partitions = found?.partitions.length ?? 0;
      if (found === null || this.#partitions + partitions > this.#mostPartitions) this.#byGroup.delete(group);
      else this.#partitions += partitions;
    };
    reading.then(settle, () => settle(null));
    return reading;
  }
}
