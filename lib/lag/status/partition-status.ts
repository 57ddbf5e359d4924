import type { LagState } from '../state.ts';
import type { Presence } from './presence.ts';
import type { Status } from './status.ts';

/** What the status of one partition is told from; NaN stands for "never" and "not known". */
export interface PartitionFacts {
  /** Neither `inactive`, which has no status, nor `unknown` for less than 3 polls, which keeps the one it had. */
  state: LagState;
  /** Of `truncated`: nobody lost anything, records were removed on purpose. */
  removedOnPurpose: boolean;
  /** Too few replicas in sync: nobody can read what is written now. */
  underMinIsr: boolean;
  /** In nobody's assignment for long enough. */
  unassigned: boolean;
  /** In some member's assignment; also where nobody tells assignments. */
  held: boolean;
  /** The topic is in some member's subscription, as far as is known. */
  subscribed: boolean;
  /** Messages to read; without a commit those that there are, and of an expired one those that came since it. */
  lag: number;
  /** Since when there is something to read. */
  lagSinceMs: number;
  /** When a commit was last seen to move, or the partition first seen. */
  movedAtMs: number;
  /** When it was last caught up, or excused. */
  caughtUpAtMs: number;
  /** When its commit fell without an explanation. */
  rewoundAtMs: number;
  /** Lag rises, by the rule and its hold (lagging.ts). */
  lagging: boolean;
  before: Status | null;
}

/** What the partitions of one subscription have in common. */
export interface SubscriptionFacts extends Presence {
  type: string;
  /** Null where nobody told. */
  members: number | null;
  assignOnly: boolean;
  /** S (rules.ts). */
  stallAfterMs: number;
  /** W. */
  windowMs: number;
  /** Longest time between commits that is usual; null while none is known. */
  usualGapMs: number | null;
  /** From here on a usual gap is that of a batch. */
  batchFromMs: number;
}

/** After a rebalance members get this part of S before they are said to stand. */
const SETTLING_SHARE = 1 / 4;
/** What stands for so many S needs no rest to be said to stand. */
const RESTLESS = 5;

/** Status of one partition, the first that applies (semantics: lag, section 4). Pure. */
export function partitionStatus(partition: PartitionFacts, group: SubscriptionFacts, nowMs: number): Status {
  if (partition.state === 'unknown') return 'NO_DATA';
  if (partition.state === 'truncated' && !partition.removedOnPurpose) return 'LOST';
  if (partition.state === 'ahead' || (partition.state === 'expired' && partition.lag > 0)) return 'POSITION_LOST';
  if (partition.state === 'open-transaction' || partition.underMinIsr) return 'BLOCKED';
  // What nobody subscribes to any more is about to take no part.
  if (!partition.subscribed || partition.state === 'expired') return 'OK';
  if (partition.state === 'no-commit') return withoutCommit(partition, group, nowMs);
  const isBehind = partition.lag > 0;
  if (isBehind && isStopped(partition, group, nowMs)) return 'STOPPED';
  if (partition.unassigned) return 'UNASSIGNED';
  if (isBehind && isStalled(partition, group, nowMs)) return 'STALLED';
  if (isBehind && group.rebalancingSinceMs !== null) return 'REBALANCING';
  if (nowMs - partition.rewoundAtMs < group.windowMs) return 'REWOUND';
  if (isBehind && isBetweenBatches(partition, group, nowMs)) return 'IDLE_BATCH';
  if (partition.lagging) return 'LAGGING';
  return isBehind && nowMs - partition.caughtUpAtMs >= group.windowMs ? 'BEHIND' : 'OK';
}

function withoutCommit(partition: PartitionFacts, group: SubscriptionFacts, nowMs: number): Status {
  if (partition.unassigned) return 'UNASSIGNED';
  if (group.type === 'share' || !partition.held || group.settledSinceMs === null) return 'OK';
  const waitingMs = nowMs - Math.max(partition.lagSinceMs, group.presentSinceMs ?? nowMs);
  return partition.lag > 0 && waitingMs >= group.stallAfterMs ? 'NEVER_COMMITTED' : 'OK';
}

/** Since when there was something to read and nobody read it. */
const quietSinceMs = ({ movedAtMs, lagSinceMs }: PartitionFacts): number => Math.max(movedAtMs, lagSinceMs);

function isStopped(partition: PartitionFacts, group: SubscriptionFacts, nowMs: number): boolean {
  if (group.members !== 0) return false;
  return nowMs - Math.max(quietSinceMs(partition), group.absentSinceMs ?? nowMs) >= group.stallAfterMs;
}

function isStalled(partition: PartitionFacts, group: SubscriptionFacts, nowMs: number): boolean {
  // Members of a share group acknowledge records one by one: that the first one waits is no standstill.
  if (group.type === 'share' || group.members === null || group.presentSinceMs === null) return false;
  const sinceMs = Math.max(quietSinceMs(partition), group.presentSinceMs);
  const quietMs = nowMs - sinceMs;
  if (!(quietMs >= group.stallAfterMs)) return false;
  // A rebalance, or a moment without members, is no progress: what stood, stands.
  if (partition.before === 'STALLED') return true;
  if (group.members === 0) return false;
  if (group.settledSinceMs === null) return isStuckReconciling(group, nowMs);
  const settlingMs = group.settledSinceMs > sinceMs ? group.stallAfterMs * SETTLING_SHARE : 0;
  return nowMs - group.settledSinceMs >= settlingMs || quietMs >= group.stallAfterMs * RESTLESS;
}

/** A member that does not give up what it holds keeps a group of the newer protocols from resting for ever. */
const isStuckReconciling = ({ type, unsettledSinceMs, stallAfterMs }: SubscriptionFacts, nowMs: number): boolean =>
  type !== 'classic' && unsettledSinceMs !== null && nowMs - unsettledSinceMs >= stallAfterMs;

function isBetweenBatches(partition: PartitionFacts, group: SubscriptionFacts, nowMs: number): boolean {
  const { members, assignOnly, usualGapMs, batchFromMs } = group;
  if (members !== 0 || assignOnly || usualGapMs === null || usualGapMs < batchFromMs) return false;
  return nowMs - quietSinceMs(partition) <= usualGapMs;
}
