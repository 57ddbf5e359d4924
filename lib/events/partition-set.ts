import { z } from 'zod';
import { type Phrase, plural, say, topicName } from './phrase.ts';

/** Partitions named in one event; topics beyond that only count. */
const MOST_PARTITIONS = 50;
const MOST_TOPICS = 200;

export const partitionSetSchema = z.object({
  count: z.int(),
  topicCount: z.int(),
  topics: z.array(z.object({ topic: z.string(), partitions: z.array(z.int()) })),
});
/** Some partitions of some topics: how many in all, and the first of them by name. */
export type PartitionSet = z.infer<typeof partitionSetSchema>;

/** The set of these partitions, bounded. */
export function partitionSet(partitions: Iterable<{ topic: string; partition: number }>): PartitionSet {
  const byTopic = new Map<string, number[]>();
  let count = 0;
  for (const { topic, partition } of partitions) {
    count++;
    const known = byTopic.get(topic);
    if (known) known.push(partition);
    else byTopic.set(topic, [partition]);
  }
  const topics: PartitionSet['topics'] = [];
  let left = MOST_PARTITIONS;
  for (const [topic, ofTopic] of byTopic) {
    if (topics.length === MOST_TOPICS) break;
    const shown = ofTopic.slice(0, left);
    left -= shown.length;
    topics.push({ topic, partitions: shown });
  }
  return { count, topicCount: byTopic.size, topics };
}

/** `orders 3`, `2 partitions of orders`, `41 partitions of 5 topics`. */
export function partitionsInWords({ count, topicCount, topics }: PartitionSet): Phrase[] {
  const [first] = topics;
  if (!first || topicCount > 1) return say`${plural(count, 'partition')} of ${plural(topicCount, 'topic')}`;
  const [partition] = first.partitions;
  if (count === 1 && partition !== undefined) return say`${topicName(first.topic)} ${partition}`;
  return say`${plural(count, 'partition')} of ${topicName(first.topic)}`;
}

/** The topics by which an event about these partitions is found. */
export const topicsOf = ({ topics }: PartitionSet): string[] => topics.map(({ topic }) => topic);
