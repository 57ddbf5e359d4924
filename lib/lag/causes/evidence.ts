import type { BatchPattern } from '../batch.ts';
import type { Place } from './cause.ts';
import type { Motion } from './motion.ts';

/** A member of the group at the moment, or the last one that is known. */
export interface Member {
  memberId: string;
  instanceId: string | null;
  clientId: string;
  host: string;
  places: Place[];
}

/** One partition of the group, with how its positions moved in the window. */
export interface PartitionEvidence extends Place, Motion {
  /** While it has no leader; null else, or where that is not known. */
  offline: { sinceMs: number | null } | null;
  /** Replicas in sync and how many must be, while those are too few; else null. */
  underMinIsr: { inSync: number; minIsr: number; sinceMs: number | null } | null;
  /** A look found nothing but markers between the commit and the last stable offset. */
  waitsForTransaction: boolean;
}

/** Group-wide sums, poll by poll of the window. */
export interface GroupFlow {
  atMs: Float64Array;
  /** Records that came, and that were consumed, since the poll before. */
  produced: Float64Array;
  consumed: Float64Array;
  lag: Float64Array;
}

/** How old the oldest record of a topic is that waits, and for how long the topic keeps records. */
export interface Ageing {
  topic: string;
  ageMs: number;
  retentionMs: number;
}

export interface Rebalance {
  atMs: number;
  /** At least so many since the poll before. */
  times: number;
  joined: readonly string[];
  left: readonly string[];
}

export interface OffsetsReset {
  atMs: number;
  direction: 'back' | 'forward';
  messages: number;
  places: Place[];
  partitions: number;
}

export interface PartitionsAdded {
  atMs: number;
  topic: string;
  from: number;
  to: number;
}

/** Everything the rules look at: what is stored of a group around one moment. */
export interface Evidence {
  /** The poll that is explained. */
  atMs: number;
  /** First poll that was looked at. */
  windowFromMs: number;
  /** "3 polls" (three-polls.ts). */
  threePollsMs: number;
  /** S: how long nothing must be committed before somebody is said to have stopped (semantics: lag, section 4). */
  silentFromMs: number;
  /** From how far behind on a partition counts: what comes between two commits is no lag to explain. */
  behindFromMs: number;

  type: string;
  state: string | null;
  stateSinceMs: number | null;
  assignOnly: boolean;
  assignor: string | null;
  /** Null where they are not known. */
  members: readonly Member[] | null;
  memberCount: number | null;
  /** Since when the group has no members; null while it has some, or where that is not known. */
  emptySinceMs: number | null;
  /** Since when the group has members, and since when these hold what they hold; null where that is not known. */
  presentSinceMs: number | null;
  heldSinceMs: number | null;
  /** The last time without members that is over, where the group has some again. */
  lastAbsence: { fromMs: number; toMs: number } | null;
  /** Those who left last, where the group has none. */
  lastMembers: readonly string[];
  coordinatorOfflineSinceMs: number | null;

  partitions: readonly PartitionEvidence[];
  flow: GroupFlow;
  /** How it comes and goes, where it is not always there; null without a pattern. */
  batch: BatchPattern | null;
  /** Records per second, median of the 24 h before the window; null before an hour of them is known. */
  usualProduceRate: number | null;

  /** By topic, where that is known. */
  oldest: readonly Ageing[];
  /** Newest first, all three. */
  rebalances: readonly Rebalance[];
  resets: readonly OffsetsReset[];
  added: readonly PartitionsAdded[];
}
