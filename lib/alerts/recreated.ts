import type { PollSamples, PollWrite } from '#lib/history/contract.ts';

/** Topics that were deleted and created anew, as the events of a poll have them. */
export const recreatedIn = ({ events }: PollWrite): Set<string> =>
  new Set(events.flatMap(({ kind, topics }) => (kind === 'topic-recreated' ? topics : [])));

/** Whether groups commit again to topics that were created anew: committed offsets may outlive a topic, and mean nothing in the new one. */
export class CommitsAnew {
  /** What was committed when it was asked first, by group and topic. */
  #first = new Map<string, BigInt64Array>();
  #asked = new Set<string>();
  #samples: PollSamples | null = null;

  /** Takes up the next poll, and forgets what nobody asked about in the one before. */
  look(samples: PollSamples | null): void {
    this.#samples = samples;
    for (const key of this.#first.keys()) if (!this.#asked.has(key)) this.#first.delete(key);
    this.#asked = new Set();
  }

  /** Whether a group has committed to a topic since this was asked first; after a restart since then. */
  isSeen(group: string, topic: string): boolean {
    const key = JSON.stringify([group, topic]);
    this.#asked.add(key);
    const now = this.#samples?.subscriptions.find((one) => one.group === group && one.topic.name === topic)?.committed;
    if (now === undefined) return false;
    const first = this.#first.get(key);
    if (first === undefined) this.#first.set(key, now);
    return first !== undefined && now.some((offset, partition) => offset >= 0n && offset !== first[partition]);
  }
}
