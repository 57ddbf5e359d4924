import { groupsToSee } from '#components/shell/cluster-health.ts';
import { Fact, Facts } from '#components/ui/fact.tsx';
import type { ClusterOverview } from '#lib/api/schemas/clusters.ts';
import { formatCount, plural } from '#lib/client/format-number.ts';

/** What was looked at and what was found, also where nothing is wrong. */
export function OverviewFacts({ cluster }: { cluster: ClusterOverview }) {
  const { brokers, replication, groups } = cluster;
  const toSee = groupsToSee(cluster);
  return (
    <Facts>
      <Fact {...(brokers.down > 0 ? DANGER : brokers.up < brokers.total ? WARN : OK)}>
        {brokers.up === brokers.total
          ? plural(brokers.total, 'broker')
          : `${brokers.up} of ${plural(brokers.total, 'broker')}`}{' '}
        up
      </Fact>
      <Fact {...(replication.offline > 0 ? DANGER : OK)}>{plural(replication.offline, 'partition')} offline</Fact>
      <Fact {...(replication.underMinIsr > 0 ? DANGER : OK)}>{formatCount(replication.underMinIsr)} under min ISR</Fact>
      {replication.atMinIsr > 0 ? <Fact {...WARN}>{formatCount(replication.atMinIsr)} at min ISR</Fact> : null}
      <Fact {...(replication.underReplicated > 0 ? WARN : OK)}>
        {formatCount(replication.underReplicated)} under-replicated
      </Fact>
      {replication.reassigning > 0 ? (
        <Fact shape="moving" ink="text-calm">
          {formatCount(replication.reassigning)} reassigning
        </Fact>
      ) : null}
      <Fact {...(toSee > 0 ? WARN : OK)}>
        {toSee > 0 ? `${formatCount(toSee)} of ${plural(groups, 'group')}` : `None of ${plural(groups, 'group')}`}{' '}
        {toSee > 1 ? 'need' : 'needs'} a look
      </Fact>
      <Fact shape="idle" ink="text-calm">
        {plural(cluster.partitions, 'partition')} on {plural(cluster.topics, 'topic')}
      </Fact>
    </Facts>
  );
}

const OK = { shape: 'ok', ink: 'text-ok' } as const;
const WARN = { shape: 'warn', ink: 'text-warn' } as const;
const DANGER = { shape: 'danger', ink: 'text-danger' } as const;
