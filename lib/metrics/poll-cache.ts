import type { ClusterState } from './cluster-state.ts';

/** The samples of a poll may come after its state: until then what is read of it is a part. */
type PollKey = Pick<ClusterState, 'id' | 'pollId' | 'hasSamples'>;

interface Kept<T> {
  of: PollKey;
  value: Promise<T>;
}

/** Keeps what was read of the newest poll of each cluster, so that several scrapes of one poll ask the database once. */
export class PollCache<T> {
  #kept = new Map<number, Kept<T>>();

  /** What is kept of this poll, else what `read` gives; one that fails is not kept. */
  get(of: PollKey, read: () => Promise<T>): Promise<T> {
    const present = this.#kept.get(of.id);
    if (present && present.of.pollId === of.pollId && present.of.hasSamples === of.hasSamples) return present.value;
    const kept = { of, value: read() };
    this.#kept.set(of.id, kept);
    kept.value.catch(() => {
      if (this.#kept.get(of.id) === kept) this.#kept.delete(of.id);
    });
    return kept.value;
  }
}
