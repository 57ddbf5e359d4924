'use client';
import { EventsSection } from '#components/events/events-section.tsx';
import { useCluster } from '#components/shell/cluster-context.tsx';
import { UnknownYet } from '#components/shell/not-read-yet.tsx';
import { Loaded } from '#components/ui/loaded.tsx';
import { NotFound } from '#components/ui/not-found.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { parseGroupSlug } from '#lib/api/group-slug.ts';
import type { GroupDetail } from '#lib/api/schemas/groups.ts';
import { useGroup } from '#lib/client/groups.ts';
import { readableName } from '#lib/client/readable-name.ts';
import { groupsPage } from '#lib/client/routes.ts';
import { GroupHead } from './group-head.tsx';
import { LagCharts } from './lag-charts.tsx';
import { MemberTable } from './member-table.tsx';
import { PartitionTable } from './partition-table.tsx';
import { Topology } from './topology.tsx';
import { useCausesShown } from './use-causes-shown.ts';
import { WhyLine } from './why-line.tsx';

/** How bad is it with this group, and which partitions and members make it so? */
export function GroupView({ slug }: { slug: string }) {
  const { name: cluster, row } = useCluster();
  const query = useGroup(cluster, slug);
  const group = parseGroupSlug(slug) ?? slug;
  const back = { href: groupsPage(cluster), label: `Groups of ${cluster}` };
  return (
    <Loaded
      query={query}
      what={`The group ${readableName(group)}`}
      skeleton={<GroupSkeleton />}
      notFound={
        row === null ? (
          <GroupSkeleton />
        ) : row.observedAt === null ? (
          <UnknownYet kind="group" name={group} back={back} />
        ) : (
          <NotFound title={`${cluster} has no group ${readableName(group)}`} back={back}>
            It may have expired, been deleted, or live on another cluster. Group ids are told apart by upper and lower
            case.
          </NotFound>
        )
      }
    >
      {(detail) => <GroupBody cluster={cluster} slug={slug} group={detail} intervalMs={row?.intervalMs ?? 10_000} />}
    </Loaded>
  );
}

function GroupBody(props: { cluster: string; slug: string; group: GroupDetail; intervalMs: number }) {
  const { cluster, group } = props;
  const causes = useCausesShown(cluster, props.slug);
  return (
    <>
      <GroupHead
        cluster={cluster}
        slug={props.slug}
        intervalMs={props.intervalMs}
        group={group}
        why={<WhyLine causes={causes} />}
        hotIsTold={causes.live && (causes.data?.causes.some(({ kind }) => kind === 'hot-partition') ?? false)}
      />
      <LagCharts cluster={cluster} slug={props.slug} group={group} intervalMs={props.intervalMs} />
      <PartitionTable cluster={cluster} group={group} />
      <MemberTable cluster={cluster} group={group} />
      <EventsSection
        cluster={cluster}
        filter={{ group: group.group }}
        subject={group.group}
        first={8}
        none="Rebalances, members that come and go, moves of the coordinator and resets of offsets are told here."
      />
      {group.topology === null ? null : <Topology cluster={cluster} topology={group.topology} />}
    </>
  );
}

function GroupSkeleton() {
  return (
    <>
      <Skeleton className="mb-2 h-4 w-16" />
      <Skeleton className="h-6 w-72 max-w-full" />
      <Skeleton className="mt-3 h-7 w-[36rem] max-w-full" />
      <Skeleton className="mt-3 h-10 w-[44rem] max-w-full" />
      <Skeleton className="mt-8 h-7 w-80 max-w-full" />
      <Skeleton className="mt-4 ml-(--label) h-48" />
      <Skeleton className="mt-4 ml-(--label) h-60" />
      <Skeleton className="mt-8 h-96" />
    </>
  );
}
