import Link from 'next/link';
import { BROKER_STATE } from '#components/status/broker-state.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { Section } from '#components/ui/section.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { Broker } from '#lib/api/schemas/brokers.ts';
import { formatCount } from '#lib/client/format-number.ts';
import { brokersPage } from '#lib/client/routes.ts';

/** How many of its replicas each broker keeps in sync. */
export function Replication({ cluster, brokers }: { cluster: string; brokers: readonly Broker[] | undefined }) {
  return (
    <Section
      id="replication"
      title="Replication by broker"
      end={
        <Link href={brokersPage(cluster)} prefetch={false} className="link">
          Brokers
        </Link>
      }
    >
      <table className="w-full">
        <thead className="sr-only">
          <tr>
            <th scope="col">Broker</th>
            <th scope="col">Share in sync</th>
            <th scope="col">Replicas in sync</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {brokers ? brokers.map((broker) => <BrokerLine key={broker.brokerId} broker={broker} />) : <Skeletons />}
        </tbody>
      </table>
    </Section>
  );
}

function BrokerLine({ broker }: { broker: Broker }) {
  const share = broker.replicas === 0 ? 0 : (broker.inSyncReplicas / broker.replicas) * 100;
  return (
    <tr className="h-[33px] border-b">
      <th scope="row" className="pr-3 text-left font-normal whitespace-nowrap">
        Broker {broker.brokerId}
      </th>
      <td className="w-2/5 px-3">
        {/* What is not in sync is hatched: not known to be there, not zero. */}
        <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" className="hatched block h-2 w-full">
          <rect width={share} height="8" className="fill-heat-2" />
        </svg>
      </td>
      <td className="px-3 text-right whitespace-nowrap">
        {formatCount(broker.inSyncReplicas)} of {formatCount(broker.replicas)} in sync
      </td>
      <td className="pl-3">
        <StatusBadge look={BROKER_STATE[broker.state]} />
      </td>
    </tr>
  );
}

function Skeletons() {
  return [0, 1, 2].map((row) => (
    <tr key={row} className="h-[33px] border-b">
      <td colSpan={4}>
        <Skeleton className="h-3 w-full" />
      </td>
    </tr>
  ));
}
