import type { Tone } from '#components/status/tone.ts';
import type { StatusShape } from '#components/ui/icon.tsx';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import { plural } from '#lib/client/format-number.ts';
import { refusalToStore } from './failures.ts';

/** The one thing to know of a cluster in a list. */
export interface ClusterHealth {
  tone: Tone;
  shape: StatusShape;
  word: string;
  /** Place in the order of danger; 0 is the worst. */
  rank: number;
}

/** How many groups of a cluster need a look. */
export const groupsToSee = ({ groupsBySeverity }: Pick<ClusterRow, 'groupsBySeverity'>): number =>
  groupsBySeverity.error + groupsBySeverity.warn;

/** The calm sentence about groups, without its full stop. */
export function noneNeedsALook(groups: number): string {
  return groups === 1 ? 'The only group needs no look' : `None of ${plural(groups, 'group')} needs a look`;
}

/** The worst that is known of a cluster, in a few words. */
export function clusterHealth(cluster: ClusterRow): ClusterHealth {
  const { brokers, replication } = cluster;
  if (!cluster.reachable) return danger(0, 'no broker answers');
  const refused = refusalToStore(cluster.failures) !== undefined;
  if (cluster.observedAt === null) return unknown(refused ? 'polls are not stored' : 'not read yet');
  if (replication.offline > 0) return danger(1, `${plural(replication.offline, 'partition')} offline`);
  if (brokers.down > 0) return danger(2, `${plural(brokers.down, 'broker')} down`);
  if (replication.underMinIsr > 0) return danger(3, `${plural(replication.underMinIsr, 'partition')} under min ISR`);
  const inDanger = cluster.groupsBySeverity.error;
  if (inDanger > 0) return danger(4, `${plural(inDanger, 'group')} in danger`);
  if (brokers.unreachable > 0) return warn(5, `${plural(brokers.unreachable, 'broker')} unreachable`);
  const toSee = cluster.groupsBySeverity.warn;
  if (toSee > 0) return warn(6, `${plural(toSee, 'group')} to look at`);
  if (refused) return unknown('polls are not stored');
  if (cluster.stale) return unknown('not read lately');
  return { tone: 'ok', shape: 'ok', word: 'calm', rank: 8 };
}

function unknown(word: string): ClusterHealth {
  return { tone: 'unknown', shape: 'unknown', word, rank: 7 };
}

function danger(rank: number, word: string): ClusterHealth {
  return { tone: 'danger', shape: 'danger', word, rank };
}

function warn(rank: number, word: string): ClusterHealth {
  return { tone: 'warn', shape: 'warn', word, rank };
}
