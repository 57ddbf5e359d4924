import type { AuditSubject } from './contract.ts';
import { isNamed, kindKey, kindOf, type OpenKinds, type RefusalKind } from './refusal-kinds.ts';

/** Refusals that came after a first one like them. */
export interface CountedRefusals extends RefusalKind {
  /** The row of the first; null where that could not be written, so that it is counted here. */
  of: bigint | null;
  count: number;
}

export interface AlikeRefusalsOptions {
  windowMs: number;
  /** Writes the first of its kind; gives its row. */
  first(subject: AuditSubject, code: string): Promise<bigint>;
  /** Writes how many followed. */
  rest(counted: CountedRefusals): Promise<void>;
  /** Told when counted refusals could not be written: they are kept, and tried again after another window. */
  onTrouble(error: unknown): void;
}

interface Open extends CountedRefusals {
  dueMs: number;
}

/**
 * Makes one row of the first refusal of a kind, and one with their number of those that follow within the window. Guessing passwords
 * or tokens is thus a few rows a minute, whatever its pace.
 */
export class AlikeRefusals {
  #options: AlikeRefusalsOptions;
  #open = new Map<string, Open>();
  /** Counted when it is asked for: a kind is opened and closed at several places, and there are some hundred. */
  readonly #opened: OpenKinds = {
    has: (kind) => this.#open.has(kindKey(kind)),
    ofActor: ({ kind, id }) => this.#count(({ actor }) => actor.id === id && actor.kind === kind),
    ofNamed: () => this.#count(({ actor }) => isNamed(actor)),
  };
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: AlikeRefusalsOptions) {
    this.#options = options;
  }

  /** Resolves when the first of its kind is written; throws if it cannot be, and then counts it. */
  async add(subject: AuditSubject, code: string): Promise<void> {
    const kind = kindOf({ subject, code }, this.#opened);
    const known = this.#open.get(kindKey(kind));
    if (known === undefined) await this.#begin(kind);
    else known.count += 1;
  }

  /** Writes what was counted, whether or not its window is over. */
  flush(): Promise<void> {
    return this.#write(Number.POSITIVE_INFINITY);
  }

  async #begin({ subject, code }: RefusalKind): Promise<void> {
    const kind: Open = { subject, code, of: null, count: 0, dueMs: this.#afterWindow() };
    // Before it is written, so that those that come meanwhile are counted.
    this.#open.set(kindKey(kind), kind);
    this.#schedule();
    try {
      kind.of = await this.#options.first(subject, code);
    } catch (error) {
      // Its window may be over, and another of its kind have begun: that one counts on.
      const counting = this.#open.get(kindKey(kind)) ?? kind;
      counting.count += 1;
      this.#open.set(kindKey(kind), counting);
      this.#schedule();
      throw error;
    }
  }

  #schedule(): void {
    if (this.#timer !== null || this.#open.size === 0) return;
    const firstDueMs = Math.min(...[...this.#open.values()].map(({ dueMs }) => dueMs));
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        void this.#write(performance.now()).then(() => this.#schedule());
      },
      Math.max(0, firstDueMs - performance.now()),
    );
    // The end of the process does not wait for a window: it flushes.
    this.#timer.unref();
  }

  /** One after the other: a flush waits for what a timer has begun. */
  #write(untilMs: number): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeDue(untilMs));
    return this.#writing;
  }

  async #writeDue(untilMs: number): Promise<void> {
    let away = false;
    for (const [key, kind] of [...this.#open].filter(([, { dueMs }]) => dueMs <= untilMs)) {
      if (kind.count > 0) {
        away = away || !(await this.#written(kind));
        kind.dueMs = this.#afterWindow();
      }
      // Those that came while it was written are counted on.
      if (kind.count === 0) this.#open.delete(key);
    }
  }

  async #written(kind: Open): Promise<boolean> {
    const { count } = kind;
    kind.count = 0;
    try {
      await this.#options.rest({ ...kind, count });
      return true;
    } catch (error) {
      kind.count += count;
      this.#options.onTrouble(error);
      return false;
    }
  }

  #count(isCounted: (subject: AuditSubject) => boolean): number {
    return [...this.#open.values()].filter(({ subject }) => isCounted(subject)).length;
  }

  #afterWindow(): number {
    return performance.now() + this.#options.windowMs;
  }
}
