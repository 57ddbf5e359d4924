import { LAG_STATE, LAG_STATE_ORDER } from '#components/status/lag-state.ts';
import type { Tone } from '#components/status/tone.ts';
import type { StatusShape } from '#components/ui/icon.tsx';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import type { LagState } from '#lib/api/schemas/common.ts';
import { plural } from '#lib/client/format-number.ts';
import { refusalToStore } from './failures.ts';

/** The one thing to know of a cluster in a list. */
export interface ClusterHealth {
  tone: Tone;
  shape: StatusShape;
  word: string;
}

/** Groups by worst state, as the API counts them. */
export type LagStateCounts = Partial<Record<LagState, number | undefined>>;

/** How many groups have a worst state of one of these tones. */
export function groupsOfTone(counts: LagStateCounts, ...tones: Tone[]): number {
  return LAG_STATE_ORDER.reduce(
    (sum, state) => sum + (tones.includes(LAG_STATE[state].tone) ? (counts[state] ?? 0) : 0),
    0,
  );
}

/** The calm sentence about groups, without its full stop. */
export function noneNeedsALook(groups: number): string {
  return groups === 1 ? 'The only group needs no look' : `None of ${plural(groups, 'group')} needs a look`;
}

/** The worst that is known of a cluster, in a few words. */
export function clusterHealth(cluster: ClusterRow): ClusterHealth {
  const { brokers, replication } = cluster;
  if (!cluster.reachable) return danger('no broker answers');
  const refused = refusalToStore(cluster.failures) !== undefined;
  if (cluster.observedAt === null) return unknown(refused ? 'polls are not stored' : 'first poll under way');
  if (replication.offline > 0) return danger(`${plural(replication.offline, 'partition')} offline`);
  if (brokers.down > 0) return danger(`${plural(brokers.down, 'broker')} down`);
  if (replication.underMinIsr > 0) return danger(`${plural(replication.underMinIsr, 'partition')} under min ISR`);
  const inDanger = groupsOfTone(cluster.groupsByWorstState, 'danger');
  if (inDanger > 0) return danger(`${plural(inDanger, 'group')} in danger`);
  if (brokers.unreachable > 0) return warn(`${plural(brokers.unreachable, 'broker')} unreachable`);
  const toSee = groupsOfTone(cluster.groupsByWorstState, 'warn', 'unknown');
  if (toSee > 0) return warn(`${plural(toSee, 'group')} to look at`);
  if (refused) return unknown('polls are not stored');
  if (cluster.stale) return unknown('not read lately');
  return { tone: 'ok', shape: 'ok', word: 'calm' };
}

function unknown(word: string): ClusterHealth {
  return { tone: 'unknown', shape: 'unknown', word };
}

function danger(word: string): ClusterHealth {
  return { tone: 'danger', shape: 'danger', word };
}

function warn(word: string): ClusterHealth {
  return { tone: 'warn', shape: 'warn', word };
}
