import { kafkaClient } from '#scripts/demo/kafka-client.ts';

/** When the commits of groups moved, by what the brokers themselves say: the truth that verdicts are held against. */
export class CommitWatch {
  readonly #admin: ReturnType<ReturnType<typeof kafkaClient>['admin']>;
  readonly #groups: readonly string[];
  /** By group, topic and partition. */
  #last = new Map<string, { offset: string; movedAtMs: number }>();

  constructor(bootstrap: string, groups: readonly string[]) {
    this.#admin = kafkaClient(bootstrap.split(','), 'bench-truth').admin();
    this.#groups = groups;
  }

  /** Asks for all commits. A coordinator that moves just now tells nothing. */
  async look(): Promise<void> {
    await this.#admin.connect();
    await Promise.all(
      this.#groups.map(async (groupId) => {
        for (const { topic, partitions } of await this.#admin.fetchOffsets({ groupId })) {
          for (const { partition, offset } of partitions) this.#note(placeOf(groupId, topic, partition), offset);
        }
      }),
    );
  }

  /** How long a partition's commit was last seen not to move; 0 where it was never seen. */
  standsForMs(group: string, topic: string, partition: number): number {
    const last = this.#last.get(placeOf(group, topic, partition));
    return last === undefined ? 0 : Date.now() - last.movedAtMs;
  }

  async close(): Promise<void> {
    await this.#admin.disconnect();
  }

  #note(place: string, offset: string): void {
    if (this.#last.get(place)?.offset !== offset) this.#last.set(place, { offset, movedAtMs: Date.now() });
  }
}

const placeOf = (group: string, topic: string, partition: number): string => `${group} ${topic} ${partition}`;
