import type { PollEvent } from '../schemas/stream.ts';

/** Tells of finished polls, wherever they ran. */
export interface PollFeed {
  /**
   * Calls `listener` for every newer poll of any cluster, beginning with the newest one of each; later polls may stand for
   * earlier ones. Returns the function that ends it.
   */
  subscribe(listener: (event: PollEvent) => void): () => void;
}

export interface PollFeedOptions {
  clusters: readonly string[];
  /** The newest poll of each cluster where it is not the known one. */
  look: (known: ReadonlyMap<string, number | null>) => Promise<PollEvent[]>;
  /** Calls back when it is worth a look; returns the function that ends it. */
  listen: (onHint: () => void) => () => void;
  /** Also looks this often, for a Postgres behind a pooler that lets no notification through. */
  lookIntervalMs: number;
  onTrouble: (error: unknown) => void;
}

/** A feed that looks at Postgres while anybody listens, and holds no connection while nobody does. */
export function createPollFeed(options: PollFeedOptions): PollFeed {
  const listeners = new Set<(event: PollEvent) => void>();
  const newest = new Map<string, PollEvent>();
  let stop: (() => void) | null = null;
  let looking = false;
  let lookAgain = false;

  async function look(): Promise<void> {
    // A hint during a look may be about something the look did not see yet: exactly one more then.
    lookAgain = looking;
    if (looking) return;
    looking = true;
    try {
      const known = new Map(options.clusters.map((name) => [name, newest.get(name)?.pollId ?? null]));
      for (const event of await options.look(known)) announce(event);
    } catch (error) {
      options.onTrouble(error);
    } finally {
      looking = false;
    }
    if (lookAgain && stop !== null) await look();
  }

  function announce(event: PollEvent): void {
    newest.set(event.cluster, event);
    for (const listener of [...listeners]) listener(event);
  }

  function start(): () => void {
    const stopListening = options.listen(() => void look());
    const timer = setInterval(() => void look(), options.lookIntervalMs);
    void look();
    return () => {
      clearInterval(timer);
      stopListening();
    };
  }

  return {
    subscribe(listener) {
      for (const event of newest.values()) listener(event);
      listeners.add(listener);
      stop ??= start();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stop?.();
        stop = null;
        // What was newest may be old when the next one listens.
        newest.clear();
      };
    },
  };
}
