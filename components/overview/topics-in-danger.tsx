import Link from 'next/link';
import { inDangerCount, REPLICATION_STATE } from '#components/status/replication-state.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { Name } from '#components/ui/name.tsx';
import { Section } from '#components/ui/section.tsx';
import type { ClusterOverview } from '#lib/api/schemas/clusters.ts';
import type { ReplicationCounts } from '#lib/api/schemas/common.ts';
import type { TopicRow } from '#lib/api/schemas/topics.ts';
import { formatCount } from '#lib/client/format-number.ts';
import { topicPage, topicsPage } from '#lib/client/routes.ts';

/** How many partitions of the topic are in its worst state. */
export function partitionsInWorstState(row: TopicRow): number {
  const { replication } = row;
  switch (row.worst) {
    case 'offline':
      return replication.offline;
    case 'under-min-isr':
      return replication.underMinIsr;
    case 'at-min-isr':
      return replication.atMinIsr;
    case 'under-replicated':
      return replication.underReplicated;
    case 'not-preferred':
      return replication.notPreferred;
    case 'reassigning':
      return replication.reassigning;
    case 'ok':
      return 0;
  }
}

/** Topics that may be losing replicas, worst first. */
export function TopicsInDanger({ cluster }: { cluster: ClusterOverview }) {
  const { name, topicsInDanger: topics, replication } = cluster;
  return (
    <Section
      id="topics-in-danger"
      title="Topics in danger"
      note={countNote(topics, replication)}
      end={
        <Link href={topicsPage(name)} prefetch={false} className="link">
          All topics
        </Link>
      }
    >
      <ul>
        {topics.map((row) => (
          <li key={row.name} className="flex min-h-[33px] items-center gap-3 border-b">
            <Link href={topicPage(name, row.name)} prefetch={false} className="min-w-0 truncate hover:underline">
              <Name>{row.name}</Name>
            </Link>
            <span className="ml-auto whitespace-nowrap text-ink-2">
              {formatCount(partitionsInWorstState(row))} of {formatCount(row.partitions)}
            </span>
            <StatusBadge look={REPLICATION_STATE[row.worst]} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The list is cut: it has all where it has every partition that the cluster counts. */
function countNote(topics: readonly TopicRow[], all: ReplicationCounts): string {
  if (topics.length === 0) return 'none';
  const listed = topics.reduce((sum, { replication }) => sum + inDangerCount(replication), 0);
  return listed < inDangerCount(all) ? `the ${topics.length} worst` : `${topics.length}, worst first`;
}
