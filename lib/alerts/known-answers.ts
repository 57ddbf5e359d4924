/** What was answered to whom, at most `most` answers in all: those of who asked nothing for longest go first. */
export class KnownAnswers<Asker extends object> {
  readonly #most: number;
  readonly #ofAskers = new Map<Asker, Map<string, boolean>>();
  #newest: Asker | null = null;
  #size = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  find(asker: Asker, name: string): boolean | undefined {
    return this.#of(asker).get(name);
  }

  keep(asker: Asker, name: string, answer: boolean): void {
    if (this.#size >= this.#most) this.#forgetOldest();
    const answers = this.#of(asker);
    if (!answers.has(name)) this.#size++;
    answers.set(name, answer);
  }

  #of(asker: Asker): Map<string, boolean> {
    const answers = this.#ofAskers.get(asker) ?? new Map<string, boolean>();
    if (asker === this.#newest) return answers;
    this.#newest = asker;
    this.#ofAskers.delete(asker);
    this.#ofAskers.set(asker, answers);
    return answers;
  }

  #forgetOldest(): void {
    const [oldest] = this.#ofAskers;
    if (oldest === undefined) return;
    const [asker, answers] = oldest;
    this.#ofAskers.delete(asker);
    this.#size -= answers.size;
    if (asker === this.#newest) this.#newest = null;
  }
}
