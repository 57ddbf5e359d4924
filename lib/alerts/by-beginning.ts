import { firstNotBefore } from './first-not-before.ts';

/**
 * Things by how their names begin: each of some thousand rules is held against every name there is, and means few of them. They are
 * sorted with the first question.
 */
export class ByBeginning<Named extends { readonly name: string }> {
  readonly all: readonly Named[];
  #sorted: readonly Named[] | null = null;

  constructor(all: readonly Named[]) {
    this.all = all;
  }

  /** Those whose names begin with one of these, of which none begins with another; null: all. */
  find(beginnings: readonly string[] | null): readonly Named[] {
    if (beginnings === null) return this.all;
    this.#sorted ??= this.all.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    return beginnings.flatMap((beginning) => this.#from(beginning, this.#sorted ?? []));
  }

  #from(beginning: string, sorted: readonly Named[]): readonly Named[] {
    const first = firstNotBefore(sorted.length, (place) => (sorted[place]?.name ?? '') < beginning);
    let end = first;
    while (sorted[end]?.name.startsWith(beginning)) end += 1;
    return sorted.slice(first, end);
  }
}
