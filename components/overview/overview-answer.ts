import { groupsToSee, noneNeedsALook } from '#components/shell/cluster-health.ts';
import { needsALook } from '#components/status/group-status.ts';
import type { Phrase } from '#components/ui/answer.tsx';
import { headlineCount } from '#components/ui/headline-count.ts';
import type { Broker } from '#lib/api/schemas/brokers.ts';
import type { ClusterOverview } from '#lib/api/schemas/clusters.ts';
import type { GroupRow } from '#lib/api/schemas/groups.ts';
import { formatCount, plural } from '#lib/client/format-number.ts';
import { formatAge, formatTime } from '#lib/client/format-time.ts';
import { alertsPage, brokersPage, groupPage, groupsPage } from '#lib/client/routes.ts';

/** Named in the sentence; the rest is a number. */
const MOST_NAMES = 3;

/** Is anything wrong? The worst and the irreversible first; when all is calm, who is furthest behind. */
export function overviewAnswer(cluster: ClusterOverview, now: number): Phrase[] {
  const parts = [
    ...firingPhrases(cluster),
    ...partitionPhrases(cluster),
    ...brokerPhrases(cluster.brokerList, cluster.name, now),
    ...lossPhrases(cluster, now),
    ...groupPhrases(cluster),
  ];
  return parts.length === 0 ? calmPhrases(cluster) : joined(parts);
}

/** What somebody was, or should be, woken up for. */
function firingPhrases({ firing, name }: ClusterOverview): Phrase[][] {
  if (firing === 0) return [];
  const text = `${plural(firing, 'incident')} firing`;
  return [[{ key: 'firing', text, tone: 'danger', href: `${alertsPage(name)}?state=firing` }]];
}

function partitionPhrases({ replication, name }: ClusterOverview): Phrase[][] {
  const parts: Phrase[][] = [];
  const href = brokersPage(name);
  if (replication.offline > 0) {
    parts.push([{ key: 'offline', text: `${plural(replication.offline, 'partition')} offline`, tone: 'danger', href }]);
  }
  if (replication.underMinIsr > 0) {
    const text = `${plural(replication.underMinIsr, 'partition')} under min ISR`;
    parts.push([{ key: 'under-min-isr', text, tone: 'danger', href }]);
  }
  return parts;
}

function brokerPhrases(brokers: readonly Broker[], cluster: string, now: number): Phrase[][] {
  return brokers
    .filter((broker) => broker.state !== 'up')
    .map((broker) => [
      {
        key: `broker-${broker.brokerId}`,
        text: `broker ${broker.brokerId} is ${broker.state}`,
        tone: broker.state === 'down' ? 'danger' : 'warn',
        href: brokersPage(cluster),
      },
      ` since ${formatTime(broker.stateSince, now)}`,
    ]);
}

/** What cannot be brought back comes before what only waits. */
function lossPhrases({ dataLoss, name }: ClusterOverview, now: number): Phrase[][] {
  const { groups, notBefore } = dataLoss;
  if (groups === 0) return [];
  const leftMs = notBefore === null ? 0 : Date.parse(notBefore) - now;
  const when = leftMs <= 0 ? ' at any moment' : ` in ~${formatAge(leftMs)}`;
  return [
    [
      { key: 'data-loss', text: `${plural(groups, 'group')} will lose data`, tone: 'danger', href: groupsPage(name) },
      when,
    ],
  ];
}

function groupPhrases(cluster: ClusterOverview): Phrase[][] {
  const count = groupsToSee(cluster);
  if (count === 0) return [];
  const named = cluster.worstGroups.filter(needsALook).slice(0, MOST_NAMES);
  const danger = cluster.groupsBySeverity.error > 0;
  const rest = count - named.length;
  return [
    [
      {
        key: 'groups',
        text: `${count} of ${plural(cluster.groups, 'group')} ${count === 1 ? 'needs' : 'need'} a look`,
        tone: danger ? 'danger' : 'warn',
        href: groupsPage(cluster.name),
      },
      ': ',
      ...named.flatMap((row, i): Phrase[] => [i === 0 ? '' : ', ', groupName(cluster.name, row)]),
      rest > 0 ? ` and ${formatCount(rest)} more` : '',
    ],
  ];
}

function calmPhrases(cluster: ClusterOverview): Phrase[] {
  if (cluster.groups === 0) {
    if (cluster.topics === 0) return ['No topics and no consumer groups yet.'];
    return [`No consumer groups yet. ${plural(cluster.topics, 'topic')}, all partitions in sync.`];
  }
  const furthest = furthestBehind(cluster.worstGroups);
  const calm = noneNeedsALook(cluster.groups);
  if (furthest === null) return [`${calm}; nobody is behind.`];
  return [
    `${calm}. Furthest behind: `,
    groupName(cluster.name, furthest),
    ', ',
    headlineCount('lag', furthest.lag ?? '0'),
    furthest.lag === '1' ? ' message.' : ' messages.',
  ];
}

/** The group with the largest lag, or null when none has any. */
function furthestBehind(groups: readonly GroupRow[]): GroupRow | null {
  let furthest: GroupRow | null = null;
  for (const row of groups) {
    if (row.lag !== null && BigInt(row.lag) > BigInt(furthest?.lag ?? '0')) furthest = row;
  }
  return furthest;
}

function groupName(cluster: string, row: GroupRow): Phrase {
  return {
    key: `group-${row.slug}`,
    text: row.group,
    name: true,
    href: groupPage(cluster, row.group),
  };
}

/** Parts with semicolons between them and a full stop, the first letter large. */
function joined(parts: readonly Phrase[][]): Phrase[] {
  return [...parts.flatMap((part, i) => (i === 0 ? capitalised(part) : ['; ', ...part])), '.'];
}

function capitalised([first, ...rest]: readonly Phrase[]): Phrase[] {
  if (first === undefined) return [];
  const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  if (typeof first === 'string') return [upper(first), ...rest];
  return [{ ...first, text: upper(first.text) }, ...rest];
}
