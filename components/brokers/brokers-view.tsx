'use client';
import { useMemo } from 'react';
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
