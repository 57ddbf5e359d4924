import { event } from '#lib/events/event.ts';
import { partitionSet } from '#lib/events/partition-set.ts';
import type { EventRecord } from '#lib/history/contract.ts';

/** A committed offset that went where no consuming that was seen leads. */
export interface OffsetMove {
  kind: 'offsets-rewound' | 'offsets-jumped' | 'offsets-moved-unseen';
  group: string;
  topic: string;
  partition: number;
  from: bigint;
  to: bigint;
  whileEmpty: boolean;
}

/** A commit and what is known of its group, to tell whether consuming explains where it went. */
export interface CommitStep {
  from: bigint;
  to: bigint;
  /** How far the commit last moved forward at once; what two of them go back, a rebalance may do. */
  lastStep: bigint;
  /** Its coordinator told in this poll that it has no members. */
  empty: boolean;
  /** That nobody read since the poll before: by what two polls saw, or for sure. Never of a group that assigns by hand. */
  idle: 'no' | 'as-seen' | 'surely';
  /** The high watermark; undefined where it is not known. */
  end: bigint | undefined;
}

const LEAST_FALL = 100n;
const MOST_LISTED = 50;

/**
 * What a commit tells of, null where consuming explains it: a reset went forward although nobody could consume, or back, by
 * more than members that take over from others repeat. Back from where the log does not reach any more, it followed the log.
 */
export function judgeStep({ from, to, lastStep, empty, idle, end }: CommitStep): OffsetMove['kind'] | null {
  if (to > from) {
    if (idle === 'no') return null;
    const beyondEnd = end !== undefined && to > end;
    return idle === 'surely' || beyondEnd ? 'offsets-jumped' : 'offsets-moved-unseen';
  }
  if (to === from || (end !== undefined && from > end)) return null;
  const repeated = 2n * lastStep;
  const mostRepeated = repeated > LEAST_FALL ? repeated : LEAST_FALL;
  return empty || from - to > mostRepeated ? 'offsets-rewound' : null;
}

/** One event per group and kind, however many topics and partitions moved. */
export function offsetChanges(moves: readonly OffsetMove[]): EventRecord[] {
  const byGroup = Map.groupBy(moves, ({ kind, group }) => `${kind} ${group}`);
  return [...byGroup.values()].flatMap((ofGroup) => {
    const [first] = ofGroup;
    if (!first) return [];
    return [
      event(first.kind, {
        group: first.group,
        partitions: partitionSet(ofGroup),
        listed: ofGroup
          .slice(0, MOST_LISTED)
          .map(({ topic, partition, from, to }) => ({ topic, partition, from: from.toString(), to: to.toString() })),
        messages: ofGroup.reduce((sum, { from, to }) => sum + (to < from ? from - to : to - from), 0n).toString(),
        whileEmpty: ofGroup.every(({ whileEmpty }) => whileEmpty),
      }),
    ];
  });
}
