'use client';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { Events, EventsCsv } from '#components/events/events-section.tsx';
import { useCluster } from '#components/shell/cluster-context.tsx';
import { UnknownYet } from '#components/shell/not-read-yet.tsx';
import { Loaded } from '#components/ui/loaded.tsx';
import { NotFound } from '#components/ui/not-found.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import type { TopicDetail } from '#lib/api/schemas/topics.ts';
import { formatCount } from '#lib/client/format-number.ts';
import { readableName } from '#lib/client/readable-name.ts';
import { topicsPage } from '#lib/client/routes.ts';
import { useTopic } from '#lib/client/topics.ts';
import { TopicConfigTable } from './topic-config-table.tsx';
import { TopicGroupTable } from './topic-group-table.tsx';
import { TopicHead } from './topic-head.tsx';
import { TopicPartitionTable } from './topic-partition-table.tsx';
import { TopicThroughput } from './topic-throughput.tsx';

const TABS = ['partitions', 'groups', 'throughput', 'configuration', 'events'] as const;

/** Is this topic safe, who reads it, how much goes through it, and how is it set up? */
export function TopicView({ topic }: { topic: string }) {
  const { name: cluster, row } = useCluster();
  const query = useTopic(cluster, topic);
  const back = { href: topicsPage(cluster), label: `Topics of ${cluster}` };
  return (
    <Loaded
      query={query}
      what={`The topic ${readableName(topic)}`}
      skeleton={<TopicSkeleton />}
      notFound={
        row === null ? (
          <TopicSkeleton />
        ) : row.observedAt === null ? (
          <UnknownYet kind="topic" name={topic} back={back} />
        ) : (
          <NotFound title={`${cluster} has no topic ${readableName(topic)}`} back={back}>
            It may have been deleted, or live on another cluster. Topic names are told apart by upper and lower case.
          </NotFound>
        )
      }
    >
      {(detail) => <TopicBody cluster={cluster} topic={detail} />}
    </Loaded>
  );
}

function TopicBody({ cluster, topic }: { cluster: string; topic: TopicDetail }) {
  const { row } = useCluster();
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('partitions'));
  const count = (n: number) => <span className="text-ink-3">{formatCount(n)}</span>;
  return (
    <>
      <TopicHead cluster={cluster} topic={topic} />
      <div className="mt-5">
        <Tabs
          label="Views of the topic"
          value={tab}
          onValueChange={setTab}
          tabs={[
            {
              value: 'partitions',
              label: <>Partitions {count(topic.partitionList.length)}</>,
              panel: <TopicPartitionTable cluster={cluster} topic={topic} />,
            },
            {
              value: 'groups',
              label: <>Groups {count(topic.groupList.length)}</>,
              panel: <TopicGroupTable cluster={cluster} topic={topic} />,
            },
            {
              value: 'throughput',
              label: 'Throughput',
              panel: <TopicThroughput cluster={cluster} topic={topic.name} intervalMs={row?.intervalMs ?? 10_000} />,
            },
            {
              value: 'configuration',
              label: 'Configuration',
              panel: <TopicConfigTable topic={topic} cluster={cluster} />,
            },
            { value: 'events', label: 'Events', panel: <TopicEvents cluster={cluster} topic={topic.name} /> },
          ]}
        />
      </div>
    </>
  );
}

function TopicEvents({ cluster, topic }: { cluster: string; topic: string }) {
  const events = {
    cluster,
    filter: { topic },
    subject: topic,
    first: 50,
    none: 'Leaders, replicas, settings and the log itself: what changes from one poll to the next is told here.',
  };
  return (
    <>
      <div className="flex justify-end pb-1">
        <EventsCsv {...events} />
      </div>
      <Events {...events} />
    </>
  );
}

function TopicSkeleton() {
  return (
    <>
      <Skeleton className="mb-2 h-4 w-16" />
      <Skeleton className="h-6 w-72 max-w-full" />
      <Skeleton className="mt-3 h-7 w-[40rem] max-w-full" />
      <Skeleton className="mt-6 h-8 w-96 max-w-full" />
      <Skeleton className="mt-4 h-96" />
    </>
  );
}
