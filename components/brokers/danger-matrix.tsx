'use client';
import Link from 'next/link';
import { useMemo } from 'react';
import { useStanding } from '#components/shell/cluster-answer.tsx';
import { inDangerCount, isInDanger, REPLICATION_STATE } from '#components/status/replication-state.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { replicationRank } from '#components/topics/topic-columns.tsx';
import { cx } from '#components/ui/class-names.ts';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Name } from '#components/ui/name.tsx';
import { Section } from '#components/ui/section.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { ClusterOverview } from '#lib/api/schemas/clusters.ts';
import type { TopicDetail, TopicPartition } from '#lib/api/schemas/topics.ts';
import { serverNow } from '#lib/client/clock.ts';
import { useClusterOverview } from '#lib/client/clusters.ts';
import { plural } from '#lib/client/format-number.ts';
import { formatTime } from '#lib/client/format-time.ts';
import { topicPage } from '#lib/client/routes.ts';
import { useTopicsByName } from '#lib/client/topics.ts';

/** More rows than this are counted, not drawn: the list of topics has them. */
const MOST_ROWS = 60;

interface DangerRow extends TopicPartition {
  topic: string;
}

/** Partitions in danger against brokers: which replicas are missing where. Live during a rolling restart. */
export function DangerMatrix({ cluster, brokerIds }: { cluster: string; brokerIds: readonly number[] }) {
  const overview = useClusterOverview(cluster);
  const names = useMemo(() => overview.data?.topicsInDanger.map((topic) => topic.name) ?? [], [overview.data]);
  const { topics, pending, failed } = useTopicsByName(cluster, names);
  const rows = useMemo(() => partitionsInDanger(topics), [topics]);
  const shown = rows.slice(0, MOST_ROWS);
  // The overview names the worst topics only, and counts the partitions of all.
  const count = Math.max(rows.length, overview.data === undefined ? 0 : inDangerCount(overview.data.replication));
  const standing = useStanding(overview.data?.observedAt ?? null);
  const renewed = standing === 'live' && overview.error === null;
  return (
    <Section id="danger" title="Partitions in danger" note={rows.length === 0 ? '' : countNote(count, renewed)}>
      {rows.length > 0 ? (
        <MatrixTable cluster={cluster} rows={shown} brokerIds={brokerIds} />
      ) : overview.isPending || pending ? (
        <div role="status" aria-label="Loading partitions in danger" className="pt-2">
          <Skeleton className="h-4 w-80 max-w-full" />
        </div>
      ) : overview.data === undefined ? (
        <ErrorState
          error={overview.error}
          what="What is in danger"
          onRetry={overview.refetch}
          retrying={overview.isFetching}
        />
      ) : (
        <p className="py-2 text-ink-2">{noRowsWords(overview.data, renewed)}</p>
      )}
      {rows.length > 0 && count > shown.length ? (
        <p className="pt-2 text-sm text-ink-3">And {plural(count - shown.length, 'more partition')}.</p>
      ) : null}
      {failed > 0 ? (
        <p className="pt-2 text-sm text-unknown">
          {plural(failed, 'topic')} in danger could not be loaded; asked again with the next poll.
        </p>
      ) : null}
    </Section>
  );
}

function countNote(count: number, live: boolean): string {
  return `${plural(count, 'partition')}, worst first${live ? '' : ', as last read'}`;
}

/** No row to draw is good news only where all was read, and lately. */
function noRowsWords(overview: ClusterOverview, live: boolean): string {
  const { observedAt, replication } = overview;
  if (observedAt === null) return 'Not known yet: nothing could be read so far.';
  const { reassigning } = replication;
  const count = inDangerCount(replication);
  const asOf = live ? '' : `As last read at ${formatTime(observedAt, serverNow())}: `;
  if (count > 0) return `${asOf}${plural(count, 'partition')} in danger, not told yet which.`;
  const moving = reassigning > 0 ? ` ${plural(reassigning, 'partition')} being moved to other brokers.` : '';
  return asOf === ''
    ? `Every partition has its leader and its replicas in sync.${moving}`
    : `${asOf}every partition has its leader and its replicas in sync.${moving}`;
}

function MatrixTable({
  cluster,
  rows,
  brokerIds,
}: {
  cluster: string;
  rows: readonly DangerRow[];
  brokerIds: readonly number[];
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
    <section className="overflow-x-auto" aria-label="Partitions in danger by broker" tabIndex={0}>
      <table className="w-full">
        <thead className="text-sm text-ink-3">
          <tr className="border-b">
            <th scope="col" className="h-7 pr-3 text-left font-normal">
              Partition
            </th>
            <th scope="col" className="px-3 text-left font-normal max-md:hidden">
              State
            </th>
            {brokerIds.map((id) => (
              <th key={id} scope="col" className="px-1 text-center font-normal whitespace-nowrap md:px-2">
                Broker {id}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.topic}/${row.partition}`} className="h-[33px] border-b">
              <th scope="row" className="pr-3 text-left font-normal">
                <Link href={topicPage(cluster, row.topic)} prefetch={false} className="hover:underline">
                  <Name>{`${row.topic} ${row.partition}`}</Name>
                </Link>
              </th>
              <td className="px-3 max-md:hidden">
                <StatusBadge look={REPLICATION_STATE[row.state]} />
              </td>
              {brokerIds.map((id) => (
                <MatrixCell key={id} row={row} broker={id} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function MatrixCell({ row, broker }: { row: DangerRow; broker: number }) {
  if (!row.replicas.includes(broker)) return <td className="px-2" />;
  const leads = row.leader === broker;
  // Without a leader nobody is in sync; of those that were, one has to come back.
  const inSync = row.leader !== null && row.isr.includes(broker);
  return (
    <td className="px-1 text-center md:px-2">
      <span
        className={cx(
          'inline-block min-w-14 rounded-sm md:min-w-16 px-1.5 text-xs font-medium',
          inSync ? 'bg-heat-1 text-ink' : 'border border-dashed border-danger text-danger',
        )}
      >
        {leads ? 'leader' : inSync ? 'in sync' : absence(row, broker)}
      </span>
    </td>
  );
}

/** Why a replica is not in sync, in a word or two. */
function absence({ broughtBackBy, reassignment, offlineReplicas }: DangerRow, broker: number): string {
  if (broughtBackBy?.anyOf.includes(broker)) return broughtBackBy.mayLoseData ? 'led last' : 'brings it back';
  if (reassignment?.adding.includes(broker)) return 'being added';
  return offlineReplicas.includes(broker) ? 'offline' : 'behind';
}

function partitionsInDanger(topics: readonly TopicDetail[]): DangerRow[] {
  return topics
    .flatMap((topic) => topic.partitionList.map((partition) => ({ ...partition, topic: topic.name })))
    .filter((row) => isInDanger(row.state))
    .sort((a, b) => replicationRank(a.state) - replicationRank(b.state));
}
