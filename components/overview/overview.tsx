'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { FiringIncidents } from '#components/alerts/firing-incidents.tsx';
import { ParkedNotice } from '#components/alerts/parked-notice.tsx';
import { EventsSection } from '#components/events/events-section.tsx';
import { ClusterAnswer, useStanding } from '#components/shell/cluster-answer.tsx';
import { useCluster } from '#components/shell/cluster-context.tsx';
import { Loaded } from '#components/ui/loaded.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { ClusterOverview } from '#lib/api/schemas/clusters.ts';
import { serverNow } from '#lib/client/clock.ts';
import { useClusterOverview } from '#lib/client/clusters.ts';
import { formatDuration } from '#lib/client/format-time.ts';
import { eventsPage } from '#lib/client/routes.ts';
import { EngineLine } from './engine-line.tsx';
import { overviewAnswer } from './overview-answer.ts';
import { OverviewFacts } from './overview-facts.tsx';
import { PermissionNotice } from './permission-notice.tsx';
import { Replication } from './replication.tsx';
import { TopicsInDanger } from './topics-in-danger.tsx';
import { WorstGroups } from './worst-groups.tsx';

const EVERYTHING = {};

/** Is anything wrong with this cluster? */
export function Overview() {
  const { name } = useCluster();
  const query = useClusterOverview(name);
  return (
    <Loaded query={query} what={`The overview of ${name}`} skeleton={<OverviewSkeleton cluster={name} />}>
      {(cluster) => <OverviewBody cluster={cluster} />}
    </Loaded>
  );
}

function OverviewBody({ cluster }: { cluster: ClusterOverview }) {
  const standing = useStanding(cluster.observedAt);
  if (standing === 'never') return <BeforeFirstPoll cluster={cluster} />;
  return (
    <>
      <ClusterAnswer observedAt={cluster.observedAt} phrases={overviewAnswer(cluster, serverNow())} />
      {/* Its ticks are of now. */}
      {standing === 'live' ? <OverviewFacts cluster={cluster} /> : null}
      <ParkedNotice cluster={cluster.name} parked={cluster.parkedDeliveries} />
      <PermissionNotice cluster={cluster} />
      <Columns
        wide={
          <>
            <FiringIncidents cluster={cluster.name} />
            <WorstGroups cluster={cluster.name} groups={cluster.worstGroups} total={cluster.groups} />
            <EventsSection
              cluster={cluster.name}
              filter={EVERYTHING}
              subject={cluster.name}
              first={8}
              more={
                <Link href={eventsPage(cluster.name)} prefetch={false} className="link">
                  All events
                </Link>
              }
              none="What comes, goes or changes from one poll to the next is told here."
            />
          </>
        }
        narrow={
          <>
            <Replication cluster={cluster.name} brokers={cluster.brokerList} />
            <TopicsInDanger cluster={cluster} />
          </>
        }
      />
      <EngineLine cluster={cluster} />
    </>
  );
}

/** Before anything was read there is nothing to be calm about. */
function BeforeFirstPoll({ cluster }: { cluster: ClusterOverview }) {
  return (
    <>
      <ClusterAnswer observedAt={null} phrases={[]} />
      <p className="mt-2 max-w-[76ch] text-lg text-ink-2">
        Brokers, topics and groups appear here as soon as a broker has answered.{' '}
        {cluster.reachable
          ? 'If they do not, look whether a collector runs that has this cluster in its settings.'
          : `It is asked every ${formatDuration(cluster.intervalMs)}, and the page looks by itself.`}
      </p>
    </>
  );
}

function OverviewSkeleton({ cluster }: { cluster: string }) {
  return (
    <>
      <Skeleton className="h-7 w-[36rem] max-w-full" />
      <Skeleton className="mt-2 h-5 w-[48rem] max-w-full" />
      <Columns
        wide={<WorstGroups cluster={cluster} groups={undefined} total={0} />}
        narrow={<Replication cluster={cluster} brokers={undefined} />}
      />
    </>
  );
}

function Columns({ wide, narrow }: { wide: ReactNode; narrow: ReactNode }) {
  return (
    <div className="grid gap-x-10 lg:grid-cols-[minmax(0,9fr)_minmax(320px,4fr)]">
      <div className="min-w-0">{wide}</div>
      <div className="min-w-0">{narrow}</div>
    </div>
  );
}
