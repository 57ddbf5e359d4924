import type { Phrase } from '#components/ui/answer.tsx';
import type { TopicDetail } from '#lib/api/schemas/topics.ts';
import { formatBytes, plural } from '#lib/client/format-number.ts';
import { retentionWords } from './retention.ts';

/**
 * What is wrong with the topic's replicas, if anything, then how large it is and how long it keeps. Which partitions could
 * not be read is left out where none could, and all was read before.
 */
export function topicAnswer(topic: TopicDetail, { unread = true } = {}): Phrase[] {
  return [...dangerPhrases(topic), ...(unread ? unreadPhrases(topic) : []), ...shapePhrases(topic)];
}

function unreadPhrases({ partitionList }: TopicDetail): Phrase[] {
  const unread = partitionList.filter(({ failure }) => failure !== null).length;
  if (unread === 0) return [];
  return [{ key: 'unread', text: `${plural(unread, 'partition')} could not be read`, tone: 'unknown' }, '. '];
}

function dangerPhrases({ replication }: TopicDetail): Phrase[] {
  const parts = [
    { key: 'offline', count: replication.offline, words: 'offline', tone: 'danger' },
    { key: 'under', count: replication.underMinIsr, words: 'under min ISR', tone: 'danger' },
    { key: 'at', count: replication.atMinIsr, words: 'at min ISR', tone: 'warn' },
    { key: 'behind', count: replication.underReplicated, words: 'under-replicated', tone: 'warn' },
  ] as const;
  const wrong = parts.filter((part) => part.count > 0);
  const moving = `${plural(replication.reassigning, 'partition')} being moved to other brokers`;
  if (wrong.length === 0) {
    return replication.reassigning > 0 ? [`${moving}, no replica is missing. `] : ['All replicas are in sync. '];
  }
  return [
    ...wrong.flatMap(({ key, count, words, tone }, i): Phrase[] => [
      i === 0 ? '' : ', ',
      { key, text: i === 0 ? `${plural(count, 'partition')} ${words}` : `${count} ${words}`, tone },
    ]),
    '. ',
  ];
}

function shapePhrases(topic: TopicDetail): Phrase[] {
  const size = topic.sizeBytes === null ? 'Size not read yet' : sizeWords(topic.sizeBytes, topic);
  const shape = `${plural(topic.partitions, 'partition')} × ${plural(topic.replicationFactor, 'replica')}`;
  const keeps = retentionWords(topic.retentionMs, topic.retentionBytes);
  const compacts = topic.cleanupPolicy?.includes('compact') ?? false;
  const kept = !compacts && keeps !== null ? `, kept ${keeps}` : '';
  const policy = compacts ? `, ${topic.cleanupPolicy?.includes('delete') ? 'compacted and deleted' : 'compacted'}` : '';
  return [`${size} in ${shape}${kept}${policy}.`];
}

/** Brokers tell what is on their disks: with older records in remote storage alone that is not all of the topic. */
function sizeWords(sizeBytes: string, { partitionList }: TopicDetail): string {
  const isElsewhere = partitionList.some(
    ({ logStart, localLogStart }) =>
      logStart !== null && localLogStart !== null && BigInt(localLogStart) > BigInt(logStart),
  );
  const size = formatBytes(sizeBytes);
  return isElsewhere ? `${size} on the disks of brokers, older records in remote storage,` : size;
}
