import type { Phrase } from '#components/ui/answer.tsx';
import type { ClusterSettings } from '#lib/api/schemas/settings.ts';
import { plural } from '#lib/client/format-number.ts';

/** What stands in the way of reading a cluster; the first counts. */
export type Obstacle = 'another-cluster' | 'unreachable' | 'not-read' | 'late' | 'permissions' | null;

/** The one thing to know of how a cluster is reached. */
export function obstacleOf(cluster: ClusterSettings): Obstacle {
  if (cluster.identity.foreign !== null) return 'another-cluster';
  if (!cluster.reachable) return 'unreachable';
  if (cluster.observedAt === null) return 'not-read';
  if (cluster.stale) return 'late';
  return cluster.permissions === null ? null : 'permissions';
}

const WORDS: Record<Exclude<Obstacle, null>, { text: string; tone: 'danger' | 'warn' | 'unknown' }> = {
  'another-cluster': { text: 'is another cluster now', tone: 'danger' },
  unreachable: { text: 'does not answer', tone: 'danger' },
  'not-read': { text: 'has not been read yet', tone: 'unknown' },
  late: { text: 'was not read lately', tone: 'warn' },
  permissions: { text: 'does not show everything', tone: 'unknown' },
};

/** Whether every configured cluster is read, and if not which is not. */
export function clustersAnswer(clusters: readonly ClusterSettings[]): Phrase[] {
  if (clusters.length === 0) return ['No cluster is configured that you may see.'];
  const rank = Object.keys(WORDS);
  const troubled = clusters
    .flatMap((cluster) => {
      const obstacle = obstacleOf(cluster);
      return obstacle === null ? [] : [{ cluster, obstacle }];
    })
    .toSorted((one, other) => rank.indexOf(one.obstacle) - rank.indexOf(other.obstacle));
  const [worst, ...others] = troubled;
  if (worst === undefined) {
    return [
      clusters.length === 1 ? 'The cluster is read in full.' : `All ${clusters.length} clusters are read in full.`,
    ];
  }
  const { text, tone } = WORDS[worst.obstacle];
  return [
    { key: 'name', text: worst.cluster.name, name: true },
    ' ',
    { key: 'what', text, tone },
    others.length === 0
      ? '.'
      : `, and ${plural(others.length, 'other')} ${others.length === 1 ? 'has' : 'have'} problems.`,
  ];
}
