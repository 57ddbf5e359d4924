import { type CompressionTypes, type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';
import type { DemoKnobs } from './knobs.ts';
import { type Job, type Life, pause } from './life.ts';
import type { Random } from './random.ts';
import type { DemoRecord } from './records/record.ts';
import type { TopicSpec } from './topics.ts';
import { type Due, recordsDue } from './traffic.ts';

/** Records which a scenario adds are dropped beyond this, so that an outage does not fill the memory. */
const LONGEST_QUEUE = 1_000;

/** What an outbox sends, and how. */
export interface OutboxOptions {
  readonly name: string;
  readonly kafka: Kafka;
  readonly random: Random;
  readonly knobs: DemoKnobs;
  readonly topics: readonly TopicSpec[];
  topicName(plain: string): string;
}

/** Sends the records of many topics together: once per linger time and codec. */
export class Outbox implements Job {
  readonly name: string;
  readonly #options: OutboxOptions;
  readonly #due = new Map<TopicSpec, Due>();
  readonly #queued = new Map<TopicSpec, DemoRecord[]>();

  constructor(options: OutboxOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** Whether there is no topic to send to. */
  get idle(): boolean {
    return this.#options.topics.length === 0;
  }

  /** Adds a record to what is sent next. */
  add(topic: TopicSpec, record: DemoRecord): void {
    const queue = this.#queued.get(topic) ?? [];
    if (queue.length < LONGEST_QUEUE) queue.push(record);
    this.#queued.set(topic, queue);
  }

  /** Sends until the signal; a failed send ends the run, and what it held is lost, as with any careless producer. */
  async run(life: Life): Promise<void> {
    const producer = this.#options.kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      // kafkajs does not ask for the new leader when the old one only times out: better a new client than long retries.
      retry: { retries: 1 },
    });
    try {
      await producer.connect();
      while (!life.signal.aborted) {
        await this.#flush(producer, Date.now());
        life.up();
        await pause(this.#options.knobs.lingerMs, life.signal);
      }
    } finally {
      await producer.disconnect();
    }
  }

  async #flush(producer: Producer, nowMs: number): Promise<void> {
    const byCodec = new Map<CompressionTypes, { topic: string; messages: Message[] }[]>();
    for (const topic of this.#options.topics) {
      const messages = this.#take(topic, nowMs).map(toMessage);
      if (messages.length === 0) continue;
      const batch = byCodec.get(topic.codec) ?? [];
      batch.push({ topic: this.#options.topicName(topic.name), messages });
      byCodec.set(topic.codec, batch);
    }
    const sends = [...byCodec].map(([compression, topicMessages]) =>
      producer.sendBatch({ acks: -1, compression, topicMessages }),
    );
    await Promise.all(sends);
  }

  #take(topic: TopicSpec, nowMs: number): DemoRecord[] {
    const records = this.#queued.get(topic) ?? [];
    this.#queued.delete(topic);
    if (topic.traffic === undefined) return records;
    const due = this.#due.get(topic) ?? { atMs: nowMs, fraction: 0 };
    const { count, next } = recordsDue(topic.traffic.pattern, this.#options.knobs.rateScale, due, nowMs);
    this.#due.set(topic, next);
    for (let made = 0; made < count; made++) records.push(topic.traffic.make(this.#options.random, nowMs));
    return records;
  }
}

/** kafkajs wants headers it may change. */
function toMessage(record: DemoRecord): Message {
  return {
    key: record.key,
    value: record.value,
    ...(record.headers === undefined ? {} : { headers: { ...record.headers } }),
  };
}
