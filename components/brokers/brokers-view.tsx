'use client';
import { useMemo } from 'react';
import { EventsSection } from '#components/events/events-section.tsx';
import { ClusterAnswer, useStanding } from '#components/shell/cluster-answer.tsx';
import { useCluster } from '#components/shell/cluster-context.tsx';
import { Loaded } from '#components/ui/loaded.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { type BrokerList, useBrokers } from '#lib/client/brokers.ts';
import { serverNow } from '#lib/client/clock.ts';
import { BrokerTable } from './broker-table.tsx';
import { brokersAnswer } from './brokers-answer.ts';
import { DangerMatrix } from './danger-matrix.tsx';
import { Quorum } from './quorum.tsx';

const OF_BROKERS = {
  kind: [
    'broker-joined',
    'broker-unreachable',
    'broker-down',
    'broker-gone',
    'broker-back',
    'isr-left',
    'isr-joined',
    'leaders-moved',
    'partitions-offline',
    'partitions-online',
    'replicas-changed',
    'controller-changed',
    'cluster-unreachable',
    'cluster-back',
  ].join(),
};

/** Are the brokers there, who is in charge, and which copies are missing where? */
export function BrokersView() {
  const { name: cluster } = useCluster();
  const query = useBrokers(cluster);
  return (
    <Loaded query={query} what={`The brokers of ${cluster}`} skeleton={<BrokersSkeleton cluster={cluster} />}>
      {(list) => <BrokersBody cluster={cluster} list={list} />}
    </Loaded>
  );
}

function BrokersBody({ cluster, list }: { cluster: string; list: BrokerList }) {
  const brokerIds = useMemo(() => list.items.map((broker) => broker.brokerId).sort((a, b) => a - b), [list.items]);
  const standing = useStanding(list.observedAt);
  return (
    <>
      <ClusterAnswer observedAt={list.observedAt} phrases={brokersAnswer(list, serverNow())} />
      <BrokerTable cluster={cluster} brokers={list.items} />
      <DangerMatrix cluster={cluster} brokerIds={brokerIds} />
      {standing === 'never' ? null : (
        <EventsSection
          cluster={cluster}
          filter={OF_BROKERS}
          subject={`${cluster} brokers`}
          first={8}
          none="Brokers that come and go, and what that does to leaders and replicas, are told here."
        />
      )}
      {list.controller ? <Quorum controller={list.controller} live={standing === 'live'} /> : null}
    </>
  );
}

function BrokersSkeleton({ cluster }: { cluster: string }) {
  return (
    <>
      <Skeleton className="h-7 w-[28rem] max-w-full" />
      <BrokerTable cluster={cluster} brokers={undefined} />
    </>
  );
}
