import type { Transaction } from '#lib/db/database.ts';
import type { RuleDefinition } from '../rule-schema.ts';
import type { Past } from './past.ts';
import type { GroupOf, Within } from './past-groups.ts';
import type { TargetFirings } from './past-statuses.ts';
import type { Replay, SavedReplay } from './replay.ts';

/** Where a part of a preview begins. */
export interface PreviewPlace {
  /** The group after which it goes on; null: with the first one. */
  after: string | null;
  /** In the middle of the group that comes then; null: at its beginning. */
  within: Within | null;
}

/** What a machine is for: a group, or one topic of it; neither of the cluster, or a broker. */
export interface ReplayTarget {
  group: string | null;
  topic: string | null;
}

/** What one part works with. */
export interface Work {
  tx: Transaction;
  rule: RuleDefinition;
  past: Past;
  /** The machine for a target; of one that was begun, from that instant on. */
  newReplay: (target: ReplayTarget, begun?: { saved: SavedReplay; atMs: number }) => Replay;
  isOver: () => boolean;
}

/** What one part found of groups. */
export interface Found {
  /** With what is over of them by now: the same target may come again in the next part. */
  targets: TargetFirings[];
  /** Groups that were looked at to the end. */
  looked: number;
  /** Where the next part goes on; null: that was all. */
  next: PreviewPlace | null;
}

/** Groups that are begun together. */
export const BATCH = 20;

/** The groups that are not behind a place. */
export const leftOf = (groups: readonly GroupOf[], place: PreviewPlace | null): readonly GroupOf[] => {
  const after = place?.after ?? null;
  return after === null ? groups : groups.filter(({ name }) => name > after);
};
