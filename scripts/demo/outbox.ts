import { type CompressionTypes, type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';
import { type Job, type Life, pause } from './life.ts';
import type { Random } from './random.ts';
import type { DemoRecord } from './records/record.ts';
import type { TopicSpec } from './topics.ts';
import { type Due, recordsDue } from './traffic.ts';

/** Records which a scenario adds are dropped beyond this, so that an outage does not fill the memory. */
const LONGEST_QUEUE = 1_000;

/** Sends the records of many topics together: once per linger time and codec. */
export class Outbox implements Job {
  readonly name: string;
  readonly #kafka: Kafka;
  readonly #lingerMs: number;
  readonly #rateScale: number;
  readonly #random: Random;
  readonly #topics: readonly { readonly spec: TopicSpec; readonly topic: string }[];
  readonly #due = new Map<string, Due>();
  readonly #queued = new Map<string, DemoRecord[]>();

  constructor(options: {
    name: string;
    kafka: Kafka;
    random: Random;
    lingerMs: number;
    rateScale: number;
    topics: readonly { readonly spec: TopicSpec; readonly topic: string }[];
  }) {
    this.name = options.name;
    this.#kafka = options.kafka;
    this.#random = options.random;
    this.#lingerMs = options.lingerMs;
    this.#rateScale = options.rateScale;
    this.#topics = options.topics;
  }

  /** Whether there is no topic to send to. */
  get idle(): boolean {
    return this.#topics.length === 0;
  }

  /** Adds a record to what is sent next. */
  add(topic: string, record: DemoRecord): void {
    const queue = this.#queued.get(topic) ?? [];
    if (queue.length < LONGEST_QUEUE) queue.push(record);
    this.#queued.set(topic, queue);
  }

  /** Sends until the signal; a failed send ends the run, and what it held is lost, as with any careless producer. */
  async run(life: Life): Promise<void> {
    const producer = this.#kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    try {
      await producer.connect();
      while (!life.signal.aborted) {
        await this.#flush(producer, Date.now());
        life.up();
        await pause(this.#lingerMs, life.signal);
      }
    } finally {
      await producer.disconnect();
    }
  }

  async #flush(producer: Producer, nowMs: number): Promise<void> {
    const byCodec = new Map<CompressionTypes, { topic: string; messages: Message[] }[]>();
    for (const { spec, topic } of this.#topics) {
      const messages = this.#take(spec, topic, nowMs).map(toMessage);
      if (messages.length === 0) continue;
      const batch = byCodec.get(spec.codec) ?? [];
      batch.push({ topic, messages });
      byCodec.set(spec.codec, batch);
    }
    const sends = [...byCodec].map(([compression, topicMessages]) =>
      producer.sendBatch({ acks: -1, compression, topicMessages }),
    );
    await Promise.all(sends);
  }

  #take(spec: TopicSpec, topic: string, nowMs: number): DemoRecord[] {
    const records = this.#queued.get(topic) ?? [];
    this.#queued.delete(topic);
    if (spec.traffic === undefined) return records;
    const due = this.#due.get(topic) ?? { atMs: nowMs, fraction: 0 };
    const { count, next } = recordsDue(spec.traffic.pattern, this.#rateScale, due, nowMs);
    this.#due.set(topic, next);
    for (let made = 0; made < count; made++) records.push(spec.traffic.make(this.#random, nowMs));
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
