import { groupsOfTone } from '#components/shell/cluster-health.ts';
import { Fact, Facts } from '#components/ui/fact.tsx';
import type { ClusterOverview } from '#lib/api/schemas/clusters.ts';
import { plural } from '#lib/client/format-number.ts';

/** The few numbers that decide, each with what it means. */
export function OverviewFacts({ cluster }: { cluster: ClusterOverview }) {
  const { brokers, replication } = cluster;
  const notUp = brokers.total - brokers.up;
  const toSee = groupsOfTone(cluster.groupsByWorstState, 'danger', 'warn', 'unknown');
  return (
    <Facts>
      {brokers.down > 0 ? (
        <Fact shape="danger" ink="text-danger">
          <b className="font-medium text-danger">{plural(brokers.down, 'broker')} down</b> of {brokers.total}
        </Fact>
      ) : notUp > 0 ? (
        <Fact shape="warn" ink="text-warn">
          <b className="font-medium text-warn">{plural(notUp, 'broker')} unreachable</b> of {brokers.total}
        </Fact>
      ) : (
        <Fact shape="ok" ink="text-ok">
          {plural(brokers.total, 'broker')} up
        </Fact>
      )}
      <Counted count={replication.offline} words="offline" tone="danger" />
      <Counted count={replication.underMinIsr} words="under min ISR" tone="danger" />
      <Counted count={replication.underReplicated} words="under-replicated" tone="warn" />
      {toSee > 0 ? (
        <Fact shape="warn" ink="text-warn">
          {toSee} of {plural(cluster.groups, 'group')} {toSee === 1 ? 'needs' : 'need'} a look
        </Fact>
      ) : (
        <Fact shape="ok" ink="text-ok">
          {plural(cluster.groups, 'group')}, none needs a look
        </Fact>
      )}
    </Facts>
  );
}

function Counted({ count, words, tone }: { count: number; words: string; tone: 'danger' | 'warn' }) {
  const ink = tone === 'danger' ? 'text-danger' : 'text-warn';
  if (count === 0) {
    return (
      <Fact shape="ok" ink="text-ok">
        0 partitions {words}
      </Fact>
    );
  }
  return (
    <Fact shape={tone} ink={ink}>
      <b className={`font-medium ${ink}`}>{plural(count, 'partition')}</b> {words}
    </Fact>
  );
}
