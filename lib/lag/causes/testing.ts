import type { Place } from './cause.ts';
import type { Evidence, GroupFlow, Member, PartitionEvidence } from './evidence.ts';

/** Evidence of a calm group, for the tables of cases: each puts on top what it is about. */

export const AT = Date.UTC(2026, 10, 23, 14, 5);
export const WINDOW_FROM = AT - 900_000;
export const SECOND = 1_000;
export const MINUTE = 60_000;

export const place = (partition: number, topic = 'orders'): Place => ({ topic, partition });

/** A partition on which nothing waits, and 9,000 records came and were consumed in a quarter of an hour. */
export const calm = (partition: number, rest: Partial<PartitionEvidence> = {}): PartitionEvidence => ({
  ...place(partition),
  committed: 10_000,
  logStart: 0,
  end: 10_000,
  lastStable: 10_000,
  neverCommittedSinceMs: null,
  lag: 0,
  lagEarlier: 0,
  behindMs: 0,
  behindIsAtLeast: false,
  movedAtMs: AT,
  waitingSinceMs: null,
  waitsLonger: false,
  produced: 9_000,
  consumed: 9_000,
  producedLately: 3_000,
  consumedLately: 3_000,
  openSinceMs: null,
  offline: null,
  underMinIsr: null,
  waitsForTransaction: false,
  ...rest,
});

/** A partition that is read, but falls behind: half of what came waits, for five minutes. */
export const slow = (partition: number, rest: Partial<PartitionEvidence> = {}): PartitionEvidence =>
  calm(partition, {
    end: 14_500,
    lag: 4_500,
    lagEarlier: 4_300,
    behindMs: 5 * MINUTE,
    waitingSinceMs: AT - 5 * SECOND,
    consumed: 4_500,
    consumedLately: 1_500,
    ...rest,
  });

/** A partition with records and without a commit for so long. */
export const still = (partition: number, forMs: number, rest: Partial<PartitionEvidence> = {}): PartitionEvidence =>
  calm(partition, {
    end: 13_000,
    lag: 3_000,
    lagEarlier: 2_700,
    behindMs: forMs,
    movedAtMs: AT - forMs,
    waitingSinceMs: AT - forMs,
    ...rest,
  });

export const member = (clientId: string, partitions: number[], rest: Partial<Member> = {}): Member => ({
  memberId: `${clientId}-id`,
  instanceId: null,
  clientId,
  host: '/10.0.3.7',
  places: partitions.map((partition) => place(partition)),
  ...rest,
});

/** Sums of polls every 10 s through the window: what came and was consumed in each, and what waited. */
export function flow(of: (poll: number) => { produced: number; consumed: number; lag: number }): GroupFlow {
  const polls = Array.from({ length: 91 }, (_, poll) => of(poll));
  return {
    atMs: Float64Array.from(polls, (_, poll) => WINDOW_FROM + poll * 10 * SECOND),
    produced: Float64Array.from(polls, ({ produced }) => produced),
    consumed: Float64Array.from(polls, ({ consumed }) => consumed),
    lag: Float64Array.from(polls, ({ lag }) => lag),
  };
}

/** A Stable classic group whose two members keep up with four partitions, 40 records a second in all, as ever. */
export function evidence(rest: Partial<Evidence> = {}): Evidence {
  const members = rest.members === undefined ? [member('a', [0, 1]), member('b', [2, 3])] : rest.members;
  return {
    atMs: AT,
    windowFromMs: WINDOW_FROM,
    threePollsMs: 30 * SECOND,
    silentFromMs: MINUTE,
    behindFromMs: 30 * SECOND,
    type: 'classic',
    state: 'Stable',
    stateSinceMs: null,
    assignOnly: false,
    assignor: 'range',
    members,
    memberCount: members?.length ?? null,
    emptySinceMs: null,
    presentSinceMs: null,
    heldSinceMs: null,
    lastAbsence: null,
    lastMembers: [],
    coordinatorOfflineSinceMs: null,
    partitions: [0, 1, 2, 3].map((partition) => calm(partition)),
    flow: flow(() => ({ produced: 400, consumed: 400, lag: 0 })),
    batch: null,
    usualProduceRate: 40,
    oldest: [],
    rebalances: [],
    resets: [],
    added: [],
    ...rest,
  };
}
