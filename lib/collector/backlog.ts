import type { PackedPoll, PollLayout } from './packed-poll.ts';

/** Polls that were given up before they could be written; those of one outage together. */
export interface LostPolls {
  polls: number;
  fromMs: number;
  toMs: number;
  /** When the last of them was given up. */
  givenUpAtMs: number;
}

/** A loss is told for as long as polls may wait, and at least this long. */
const NOTICE_MS = 60_000;

interface SpaceOptions {
  maxBytes?: number;
  keepMs?: number;
  now?: () => number;
}

/** What may wait for Postgres, for all clusters of one engine together. */
export class BacklogSpace {
  readonly maxBytes: number;
  readonly keepMs: number;
  readonly now: () => number;
  #backlogs = new Set<Backlog>();

  constructor({ maxBytes = 64_000_000, keepMs = 600_000, now = Date.now }: SpaceOptions = {}) {
    this.maxBytes = maxBytes;
    this.keepMs = keepMs;
    this.now = now;
  }

  /** Polls waiting now, of all clusters. */
  get polls(): number {
    return sum(this.#backlogs, ({ size }) => size);
  }

  /** The waiting polls of one more cluster. */
  open(): Backlog {
    const backlog = new Backlog(this);
    this.#backlogs.add(backlog);
    return backlog;
  }

  /** Gives up the oldest polls, whichever cluster they are of, until the others have room. */
  makeRoom(): void {
    let bytes = sum(this.#backlogs, (backlog) => backlog.bytes);
    while (bytes > this.maxBytes) {
      const candidates = [...this.#backlogs].filter(({ oldestMs }) => oldestMs !== null);
      const [first] = candidates.sort((a, b) => (a.oldestMs ?? 0) - (b.oldestMs ?? 0));
      if (first === undefined) return;
      bytes -= first.giveUpOldest();
    }
  }
}

/** Polls of one cluster that were read and wait to be written, oldest first. Full, it gives up the oldest. */
export class Backlog {
  #space: BacklogSpace;
  #waiting: PackedPoll[] = [];
  /** How many at the front are being written now: these are not given up. */
  #inFlight = 0;
  #lost: LostPolls | null = null;
  #lostPolls = 0;

  constructor(space: BacklogSpace) {
    this.#space = space;
  }

  get size(): number {
    return this.#waiting.length;
  }

  get bytes(): number {
    return this.#waiting.reduce((bytes, poll) => bytes + poll.bytes, 0);
  }

  /** The newest poll's layout, for the next one to share. */
  get layout(): PollLayout | null {
    return this.#waiting.at(-1)?.samples?.layout ?? null;
  }

  /** Instant of the oldest poll that could be given up. */
  get oldestMs(): number | null {
    return this.#waiting[this.#inFlight]?.atMs ?? null;
  }

  /** Adds a poll newer than all others. */
  add(poll: PackedPoll): void {
    this.#waiting.push(poll);
    this.#keepBounds(poll.atMs);
  }

  /** Adds a poll older than all others: one whose writing failed while newer ones came. Nothing may be in flight. */
  putBack(poll: PackedPoll): void {
    this.#waiting.unshift(poll);
    this.#keepBounds(this.#waiting.at(-1)?.atMs ?? poll.atMs);
  }

  /** The oldest polls, as many as these bounds allow and at least one; they stay until `settle`. */
  begin({ polls, bytes }: { polls: number; bytes: number }): PackedPoll[] {
    let taken = 0;
    let takenBytes = 0;
    for (const poll of this.#waiting) {
      if (taken > 0 && (taken === polls || takenBytes + poll.bytes > bytes)) break;
      taken += 1;
      takenBytes += poll.bytes;
    }
    this.#inFlight = taken;
    return this.#waiting.slice(0, taken);
  }

  /** Ends what `begin` began: the polls are written or given up, or they go on waiting. */
  settle(how: 'done' | 'again'): void {
    if (how === 'done') this.#waiting.splice(0, this.#inFlight);
    this.#inFlight = 0;
    this.#keepBounds(this.#waiting.at(-1)?.atMs ?? 0);
  }

  /** Polls given up since this began. */
  get lostPolls(): number {
    return this.#lostPolls;
  }

  /** The last loss, while it is to be told: until whoever looks at a chart has heard of it. */
  get recentLoss(): LostPolls | null {
    const lost = this.#lost;
    const noticeMs = Math.max(NOTICE_MS, this.#space.keepMs);
    return lost && this.#space.now() - lost.givenUpAtMs < noticeMs ? lost : null;
  }

  /** Notes that this poll will never be written. */
  lose(atMs: number): void {
    const { polls, fromMs, toMs } = this.recentLoss ?? { polls: 0, fromMs: atMs, toMs: atMs };
    this.#lostPolls += 1;
    this.#lost = {
      polls: polls + 1,
      fromMs: Math.min(fromMs, atMs),
      toMs: Math.max(toMs, atMs),
      givenUpAtMs: this.#space.now(),
    };
  }

  /** Gives up the oldest poll; gives its bytes. */
  giveUpOldest(): number {
    const [poll] = this.#waiting.splice(this.#inFlight, 1);
    if (poll === undefined) return 0;
    this.lose(poll.atMs);
    return poll.bytes;
  }

  /** Forgets all of them; that is no loss where somebody else polled meanwhile. */
  clear(): void {
    this.#inFlight = 0;
    this.#waiting = [];
  }

  #keepBounds(newestMs: number): void {
    while (this.oldestMs !== null && this.oldestMs < newestMs - this.#space.keepMs) this.giveUpOldest();
    this.#space.makeRoom();
  }
}

function sum<T>(items: Iterable<T>, of: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}
