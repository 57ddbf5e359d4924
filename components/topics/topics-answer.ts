import type { Phrase } from '#components/ui/answer.tsx';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import { plural } from '#lib/client/format-number.ts';

/** Are the copies of the data safe? What is wrong with partitions, worst first. */
export function topicsAnswer({ replication, topics, partitions }: ClusterRow): Phrase[] {
  if (topics === 0) return ['No topics yet.'];
  const of = `${plural(partitions, 'partition')} on ${plural(topics, 'topic')}`;
  const parts = [
    { key: 'offline', count: replication.offline, words: 'offline', tone: 'danger' },
    { key: 'under', count: replication.underMinIsr, words: 'under min ISR', tone: 'danger' },
    { key: 'at', count: replication.atMinIsr, words: 'at min ISR', tone: 'warn' },
    { key: 'behind', count: replication.underReplicated, words: 'under-replicated', tone: 'warn' },
  ] as const;
  const wrong = parts.filter((part) => part.count > 0);
  if (wrong.length === 0) return [`All ${of} are in sync.`];
  return [
    ...wrong.flatMap(({ key, count, words, tone }, i): Phrase[] => [
      i === 0 ? '' : ', ',
      { key, text: i === 0 ? `${plural(count, 'partition')} ${words}` : `${count} ${words}`, tone },
    ]),
    `, of ${of}.`,
  ];
}
