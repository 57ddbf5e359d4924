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
    const first = firstNotBefore(sorted, beginning);
    let end = first;
    while (sorted[end]?.name.startsWith(beginning)) end += 1;
    return sorted.slice(first, end);
  }
}

function firstNotBefore(sorted: readonly { readonly name: string }[], name: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.name ?? '') < name) low = middle + 1;
    else high = middle;
  }
  return low;
}
