import { Consumer } from '@platformatic/kafka';

/** When each record of some topics was produced, by its own timestamp: the truth that time lags are held against. */
export class ProduceTimes {
  #consumer: Consumer<Buffer, Buffer, Buffer, Buffer>;
  /** By topic, partition and offset; a hole where no record is. */
  #byTopic = new Map<string, number[][]>();

  constructor(bootstrap: string, groupId: string) {
    this.#consumer = new Consumer({ clientId: groupId, groupId, bootstrapBrokers: bootstrap.split(',') });
  }

  /** Reads these topics from their beginning on, until closed. */
  async follow(topics: readonly string[]): Promise<void> {
    const stream = await this.#consumer.consume({
      topics: [...topics],
      mode: 'earliest',
      autocommit: false,
      maxWaitTime: 500,
    });
    stream.on('data', ({ topic, partition, offset, timestamp }) => {
      const partitions = this.#byTopic.get(topic) ?? [];
      this.#byTopic.set(topic, partitions);
      const times = partitions[partition] ?? [];
      partitions[partition] = times;
      times[Number(offset)] = Number(timestamp);
    });
    stream.on('error', (error) => process.stderr.write(`reading the truth: ${error.message}\n`));
  }

  /** When the record at this offset, or the next one there is, was produced; null where none is known. */
  at(topic: string, partition: number, offset: number): number | null {
    const times = this.#byTopic.get(topic)?.[partition] ?? [];
    for (let next = offset; next < Math.min(times.length, offset + 10); next++) {
      const time = times[next];
      if (time !== undefined) return time;
    }
    return null;
  }

  async close(): Promise<void> {
    await this.#consumer.close(true);
  }
}
