/** Thrown where so many passwords wait to be looked at that another would wait too long. */
export class PasswordsBusy extends Error {
  constructor() {
    super('too many passwords wait to be looked at');
    this.name = 'PasswordsBusy';
  }
}

/**
 * Looks at a few passwords at a time. Each takes tens of milliseconds of a thread of Node's pool on purpose, and that pool, of four,
 * also looks up the names of brokers: whoever sends passwords from very many addresses would keep the whole process from its work.
 */
export class PasswordTurns {
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor({ atOnce, mostWaiting }: { atOnce: number; mostWaiting: number }) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
  }

  /** What `work` gives, once it is its turn. Throws PasswordsBusy, or what `work` does. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#atOnce) this.#running += 1;
    else await this.#turn();
    try {
      return await work();
    } finally {
      // Whoever is next takes over the place, so that nobody who comes now slips in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#mostWaiting) return Promise.reject(new PasswordsBusy());
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    return promise;
  }
}
