import type { LookPlace } from './side-looks.ts';

/** A record of which it is to be found out when it was written. */
export interface TimedPlace extends LookPlace {
  position: number;
}

interface Behind {
  /** How far behind in time it is as far as is known, milliseconds. */
  lagMs: number;
  /** The true time lag may be longer by any time: it comes first. */
  isBound: boolean;
  place: TimedPlace;
}

/** The places of one poll that are farthest behind in time, at most `limit`. Costs next to nothing for each one more. */
export class FarthestBehind {
  readonly #limit: number;
  readonly #leastMs: number;
  /** Farthest first. */
  #found: Behind[] = [];

  /** Lags below `leastMs` are too short to be worth a look. */
  constructor(limit: number, leastMs: number) {
    this.#limit = limit;
    this.#leastMs = leastMs;
  }

  get places(): TimedPlace[] {
    return this.#found.map(({ place }) => place);
  }

  /** False where a place that far behind would not be taken anyway. */
  takes(lagMs: number, isBound: boolean): boolean {
    if (this.#limit === 0 || (!isBound && lagMs < this.#leastMs)) return false;
    const last = this.#found.at(-1);
    return this.#found.length < this.#limit || last === undefined || isFarther({ lagMs, isBound }, last);
  }

  offer(lagMs: number, isBound: boolean, place: TimedPlace): void {
    if (!this.takes(lagMs, isBound)) return;
    // Groups often stand at the same offset; one look serves them all.
    if (this.#found.some((one) => isSamePlace(one.place, place))) return;
    const offered = { lagMs, isBound, place };
    const at = this.#found.findIndex((one) => isFarther(offered, one));
    this.#found.splice(at < 0 ? this.#found.length : at, 0, offered);
    if (this.#found.length > this.#limit) this.#found.pop();
  }
}

type HowFar = Pick<Behind, 'lagMs' | 'isBound'>;

const isFarther = (one: HowFar, other: HowFar): boolean =>
  one.isBound === other.isBound ? one.lagMs > other.lagMs : one.isBound;

const isSamePlace = (one: TimedPlace, other: TimedPlace): boolean =>
  one.partition === other.partition &&
  one.position === other.position &&
  one.topic.kafkaTopicId === other.topic.kafkaTopicId;
