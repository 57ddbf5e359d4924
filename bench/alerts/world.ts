import { setTimeout as delay } from 'node:timers/promises';
import type { Committer } from '../committer.ts';
import type { Journal, Move } from './journal.ts';
import type { Pace } from './pace.ts';
import { groupsOf, LOG_END, type Shape, topicOf } from './shape.ts';

const TICK_MS = 200;
const IN_FLIGHT = 50;

interface Place {
  level: Move['level'];
  groups: readonly string[];
  isUp: boolean;
  /** When it was moved last; Infinity while it is being moved. */
  movedMs: number;
  /** Since when it has been seen often enough where it is; null while it was not. */
  settledMs: number | null;
  /** From then on it stays for so long. */
  dwellMs: number;
  mayBeCalmForLong: boolean;
}

/**
 * Moves commits behind and to the end, each group by itself on one topic, all together on the other: what is up is up for so many
 * polls that it must have fired, and the same after it fell.
 */
export class World {
  readonly #committer: Committer;
  readonly #journal: Journal;
  readonly #shape: Shape;
  readonly #pace: Pace;
  readonly #places: Place[];
  /** How groups stood when the run was interrupted. */
  readonly #before: ReadonlyMap<string, boolean>;
  #isHeld = false;
  #isEnding = false;

  constructor(committer: Committer, journal: Journal, shape: Shape, pace: Pace) {
    this.#committer = committer;
    this.#journal = journal;
    this.#shape = shape;
    this.#pace = pace;
    const groups = groupsOf(shape);
    this.#before = new Map(journal.of('move').map(({ level, group, isUp }) => [`${level} ${group}`, isUp]));
    const place = (level: Move['level'], of: readonly string[], mayBeCalmForLong: boolean): Place => ({
      level,
      groups: of,
      isUp: this.#before.get(`${level} ${of[0]}`) ?? false,
      movedMs: Date.now(),
      settledMs: null,
      dwellMs: Math.random() * this.#shape.dwellMs,
      mayBeCalmForLong,
    });
    this.#places = [
      ...groups.map((group, index) => place('single', [group], index % 3 === 0)),
      { ...place('storm', groups, false), dwellMs: shape.undisturbedMs / 3 },
    ];
  }

  /** Commits everything as it stands; of a storm that was interrupted while it moved, the rest moves too. */
  async settle(): Promise<void> {
    for (const { level, groups, isUp } of this.#places) {
      const isBehind = (group: string) => (this.#before.get(`${level} ${group}`) ?? false) !== isUp;
      await this.#commit(level, groups, isUp, isBehind);
    }
  }

  /** Moves what is due until the end. */
  async start(): Promise<void> {
    while (!this.#isEnding || this.#places.some(({ isUp }) => isUp)) {
      await delay(TICK_MS);
      if (!this.#isHeld) await this.#move(this.#settled().filter((place) => this.#isDue(place)));
    }
  }

  /** Nothing moves by itself any more; true again: it does. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
  }

  /** Moves a third of what has settled, up or down. Who calls knows that the others stay. */
  async shake(): Promise<void> {
    await this.#move(this.#settled().filter(({ level }) => level === 'single' && Math.random() < 1 / 3));
  }

  /** From now on nothing rises; once all has fallen, each after it was up for long enough, that is the end. */
  end(): void {
    this.#isEnding = true;
  }

  #isDue({ isUp, settledMs, dwellMs }: Place): boolean {
    if (this.#isEnding) return isUp;
    return settledMs !== null && Date.now() - settledMs >= dwellMs;
  }

  /** Those that were seen often enough where they are. */
  #settled(): Place[] {
    const settled = this.#places.filter(({ movedMs }) => this.#pace.pollsSince(movedMs) >= this.#shape.settledPolls);
    for (const place of settled) place.settledMs ??= Date.now();
    return settled;
  }

  async #move(places: readonly Place[]): Promise<void> {
    const { dwellMs, longCalmMs, stormDwellMs } = this.#shape;
    await Promise.all(
      places.map(async (place) => {
        place.isUp = !place.isUp;
        Object.assign(place, { movedMs: Infinity, settledMs: null });
        await this.#commit(place.level, place.groups, place.isUp, () => true);
        place.movedMs = Date.now();
        const { least, most } = stormDwellMs;
        if (place.level === 'storm') place.dwellMs = least + Math.random() * (most - least);
        else place.dwellMs = Math.random() * dwellMs + (place.mayBeCalmForLong && !place.isUp ? longCalmMs : 0);
      }),
    );
  }

  async #commit(
    level: Move['level'],
    groups: readonly string[],
    isUp: boolean,
    isMove: (group: string) => boolean,
  ): Promise<void> {
    for (let from = 0; from < groups.length; from += IN_FLIGHT) {
      await Promise.all(
        groups.slice(from, from + IN_FLIGHT).map(async (group) => {
          const fromMs = Date.now();
          const offset = isUp ? 0n : BigInt(LOG_END);
          await this.#committer.commit(group, [{ topic: topicOf(level), partitions: 1, offset }]);
          if (isMove(group)) this.#journal.add({ kind: 'move', level, group, isUp, fromMs, byMs: Date.now() });
        }),
      );
    }
  }
}
