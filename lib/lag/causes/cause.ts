import type { Part } from './sentence.ts';

/** What can be behind a lag (semantics: lag, section 5); of causes that explain alike much the earlier one comes first. */
export const CAUSE_KINDS = [
  'coordinator-offline',
  'leader-offline',
  'under-min-isr',
  'stuck-transaction',
  'offsets-reset',
  'consumer-down',
  'batch-consumer',
  'rebalancing',
  'static-member',
  'hung-member',
  'never-committed',
  'hot-partition',
  'traffic-spike',
  'pauses',
  'slow-processing',
  'too-few-partitions',
  'partitions-added',
  'data-loss',
] as const;
export type CauseKind = (typeof CAUSE_KINDS)[number];

/** One partition of a topic. */
export interface Place {
  topic: string;
  partition: number;
}

/** Where on the page of the group the chart or row is that proves a cause. */
export const PROOF_SECTIONS = ['lag', 'rates', 'partitions', 'members', 'events'] as const;

export interface Proof {
  section: (typeof PROOF_SECTIONS)[number];
  /** The time that shows it. */
  fromMs: number;
  toMs: number;
  /** The partition or the member that shows it, where it is one. */
  place?: Place;
  memberId?: string;
}

/** Why a group lags, in a sentence with its numbers. */
export interface Cause {
  kind: CauseKind;
  /** Part of the group's lag that it explains, 0 to 1. */
  share: number;
  says: Part[];
  /** Since when, by what is stored; null where it began before what was looked at. */
  sinceMs: number | null;
  proof: Proof;
}
