import { lagOf, partitionsBehind, timeAround } from './behind.ts';
import type { Cause } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { instant, memberName, type Part, say } from './sentence.ts';
import { counted, lasting, listed, plural } from './words.ts';

const UNDER_WAY = new Set(['PreparingRebalance', 'CompletingRebalance']);
const RECONCILING = new Set(['Assigning', 'Reconciling']);
/** So often in an hour, and so often in the window, that members do little else. */
const OFTEN_AN_HOUR = 4;
const OFTEN_IN_WINDOW = 2;

/** A rebalance that lasts 3 polls and more while records wait, or one after the other while the group is behind. */
export function rebalancing(evidence: Evidence): Cause | null {
  return underWay(evidence) ?? oneAfterTheOther(evidence);
}

function underWay(evidence: Evidence): Cause | null {
  const { atMs, state, stateSinceMs, threePollsMs, partitions } = evidence;
  if (state === null || !(UNDER_WAY.has(state) || RECONCILING.has(state))) return null;
  const forMs = stateSinceMs === null ? null : atMs - stateSinceMs;
  if (lagOf(partitions) === 0 || (forMs !== null && forMs < threePollsMs)) return null;
  if (RECONCILING.has(state) && partitionsBehind(evidence).length === 0) return null;
  const since = stateSinceMs === null ? '' : say` since ${instant(stateSinceMs)} (${lasting(atMs - stateSinceMs)})`;
  return {
    kind: 'rebalancing',
    share: 1,
    says: say`The group rebalances${since}: ${state}. ${protocol(evidence)}${often(evidence)}${whoCame(evidence)}`,
    sinceMs: stateSinceMs,
    proof: { section: 'events', ...timeAround(stateSinceMs, evidence) },
  };
}

function oneAfterTheOther(evidence: Evidence): Cause | null {
  const { rebalances, windowFromMs } = evidence;
  const behind = partitionsBehind(evidence);
  const inWindow = timesOf(rebalances.filter(({ atMs }) => atMs >= windowFromMs));
  const newest = rebalances[0];
  if (newest === undefined || behind.length === 0) return null;
  if (timesOf(rebalances) < OFTEN_AN_HOUR || inWindow < OFTEN_IN_WINDOW) return null;
  return {
    kind: 'rebalancing',
    share: 1,
    says: say`It rebalanced at least ${plural(timesOf(rebalances), 'time')} in the last hour, ${counted(inWindow)} of them in the last ${lasting(evidence.atMs - windowFromMs)}, the last at ${instant(newest.atMs)}. ${protocol(evidence)}${whoCame(evidence)}`,
    sinceMs: rebalances.at(-1)?.atMs ?? null,
    proof: { section: 'events', ...timeAround(rebalances.at(-1)?.atMs ?? null, evidence) },
  };
}

const timesOf = (rebalances: Evidence['rebalances']): number => rebalances.reduce((sum, { times }) => sum + times, 0);

/** What a rebalance stops, by its protocol; the assignor of a classic group tells. */
function protocol({ type, assignor }: Evidence): string {
  if (type === 'consumer') return 'With KIP-848 only the partitions that move are not read meanwhile.';
  if (type === 'streams') return 'With KIP-1071 only the tasks that move stand meanwhile.';
  if (assignor === null) return 'Until it has ended members may not commit.';
  return assignor.includes('cooperative')
    ? `It is cooperative (${assignor}): only the partitions that move are not read meanwhile.`
    : `It is eager (${assignor}): all members stop until it has ended.`;
}

function often({ rebalances }: Evidence): string {
  const times = timesOf(rebalances);
  return times < 2 ? '' : ` It has rebalanced at least ${plural(times, 'time')} in the last hour.`;
}

/** Who joined and left in the last rebalance that told. */
function whoCame({ rebalances }: Evidence): Part[] {
  const told = rebalances.find(({ joined, left }) => joined.length + left.length > 0);
  if (told === undefined) return [];
  const names = (ids: readonly string[]) => listed(ids.map((id) => [memberName(id)]));
  const changes = [
    ...(told.left.length > 0 ? [say`${names(told.left)} left`] : []),
    ...(told.joined.length > 0 ? [say`${names(told.joined)} joined`] : []),
  ];
  return say` Last ${listed(changes)} (${instant(told.atMs)}).`;
}
