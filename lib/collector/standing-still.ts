import type { LookPlace } from './side-looks.ts';

/** A committed offset that stands still before a last stable offset that stands still: is there anything to read in between? */
export interface StandingPlace extends LookPlace {
  committed: bigint;
  /** The last stable offset. */
  upTo: bigint;
}

interface Standing {
  left: bigint;
  place: StandingPlace;
}

/**
 * The places of one poll that are worth a look, at most `limit`: those with the fewest offsets left, which are the likeliest
 * to be markers alone. Costs next to nothing for each one more.
 */
export class StandingStill {
  readonly #limit: number;
  /** Fewest left first. */
  #standing: Standing[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get places(): StandingPlace[] {
    return this.#standing.map(({ place }) => place);
  }

  /** Takes a place with `left` offsets, unless enough others have fewer. */
  offer(left: bigint, place: () => StandingPlace): void {
    const last = this.#standing.at(-1);
    if (this.#standing.length >= this.#limit && (last === undefined || left >= last.left)) return;
    const offered = place();
    // Groups often stand at the same offset; one look serves them all.
    if (this.#standing.some((one) => one.left === left && isSamePlace(one.place, offered))) return;
    const at = this.#standing.findIndex((one) => one.left > left);
    this.#standing.splice(at < 0 ? this.#standing.length : at, 0, { left, place: offered });
    if (this.#standing.length > this.#limit) this.#standing.pop();
  }
}

const isSamePlace = (one: StandingPlace, other: StandingPlace): boolean =>
  one.partition === other.partition &&
  one.committed === other.committed &&
  one.topic.kafkaTopicId === other.topic.kafkaTopicId;
