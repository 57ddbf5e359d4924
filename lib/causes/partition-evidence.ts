import type { PartitionEvidence } from '#lib/lag/causes/evidence.ts';
import { type Motion, type MotionWindow, motionOf } from '#lib/lag/causes/motion.ts';
import { LAG_STATES, type LagState } from '#lib/lag/state.ts';
import { belongsInTotal } from '#lib/lag/totals.ts';
import type { StoredSubscription } from './read-group.ts';
import type { PlacedTrail } from './read-trails.ts';
import { IN_ORDER, type Replication } from './replication-at.ts';

const NOT_IN_TOTALS = new Set<string>(LAG_STATES.filter((state) => !belongsInTotal(state)));
const WAITS: LagState = 'open-transaction';

/** The trails without those of partitions that no member subscribes to any more and the totals leave out. */
export function withoutLeftOut(trails: readonly PlacedTrail[], stored: readonly StoredSubscription[]): PlacedTrail[] {
  return trails.filter((placed) => !NOT_IN_TOTALS.has(exceptionOf(placed, stored)?.state ?? ''));
}

/** What the rules look at of one partition: its motion, and what the newest poll and the replicas say of it. */
export function partitionEvidence(
  placed: PlacedTrail,
  window: MotionWindow,
  stored: readonly StoredSubscription[],
  replication: ReadonlyMap<string, ReadonlyMap<number, Replication>>,
): PartitionEvidence {
  const { topic, partition, trail } = placed;
  const motion = motionOf(trail, window);
  const exception = exceptionOf(placed, stored);
  const waits = exception?.state === WAITS && exception.sinceMs !== null && exception.sinceMs <= window.atMs;
  return {
    topic,
    partition,
    ...(isReadToEnd(motion, exception) ? caughtUp(motion) : motion),
    ...(replication.get(topic)?.get(partition) ?? IN_ORDER),
    waitsForTransaction: waits,
  };
}

type Exception = StoredSubscription['exceptions'][number];

function exceptionOf(
  { subscriptionId, partition }: PlacedTrail,
  stored: readonly StoredSubscription[],
): Exception | undefined {
  const subscription = stored.find((one) => one.subscriptionId === subscriptionId);
  return subscription?.exceptions.find((one) => one.partition === partition);
}

/** Whether nothing but transaction markers and the like was left to read, as a look from just there found. */
function isReadToEnd({ committed, end }: Motion, exception: Exception | undefined): boolean {
  const unread = exception?.nothingUnread;
  if (unread === undefined || committed === null || end === null) return false;
  return Number(unread.committed) === committed && end <= Number(unread.upTo);
}

/** The motion of a partition on which nothing is left to read, whatever its offsets count. */
const caughtUp = (motion: Motion): Motion => ({
  ...motion,
  lag: 0,
  behindMs: 0,
  behindIsAtLeast: false,
  waitingSinceMs: null,
  waitsLonger: false,
});
