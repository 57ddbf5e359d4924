import type { StatusChangeRecord, StatusCountsNow } from '#lib/history/contract.ts';
import { sameValue } from '#lib/history/same-value.ts';
import { type GroupVerdict, worstStatus } from '#lib/lag/status/group-status.ts';
import type { StatusRules } from '#lib/lag/status/rules.ts';
import { dangerRank, type Status, severityOf } from '#lib/lag/status/status.ts';
import type { GroupMemory } from './memory.ts';

/** The status of a group as the newest poll left it. */
export interface GroupStatus {
  status: Status | null;
  sinceMs: number | null;
  /** Place in the order of danger. */
  rank: number | null;
  /** The same object while no partition changes. */
  counts: StatusCountsNow;
  /** Since when none of its commits can be read, of a group of which no partition is known. */
  unreadSinceMs: number | null;
}

export const NO_GROUP_STATUS: GroupStatus = {
  status: null,
  sinceMs: null,
  rank: null,
  counts: {},
  unreadSinceMs: null,
};

/** Status and rank of a set of partitions of a group. */
export function verdictOf({ presence }: GroupMemory, counts: StatusCountsNow, rules: StatusRules, nowMs: number) {
  return worstStatus(counts, nowMs - (presence.rebalancingSinceMs ?? nowMs), rules.rebalance);
}

interface GroupStatusInput {
  /** Its commits cannot be read in this poll. */
  unread: boolean;
  rules: StatusRules;
  threePollsMs: number;
  nowMs: number;
}

/** Takes the statuses of its partitions together; a group without any that cannot be read has no data after 3 polls. */
export function advanceGroupStatus(
  groupId: string,
  group: GroupMemory,
  { unread, rules, threePollsMs, nowMs }: GroupStatusInput,
): StatusChangeRecord[] {
  const { status: before, subscriptions } = group;
  const counts = sumOf(
    [...subscriptions.values()].map(({ status }) => status.told.counts),
    before.counts,
  );
  const unreadSinceMs = unread && subscriptions.size === 0 ? (before.unreadSinceMs ?? nowMs) : null;
  const hidden = unreadSinceMs !== null && nowMs - unreadSinceMs >= threePollsMs ? NO_DATA : null;
  const verdict = verdictOf(group, counts, rules, nowMs) ?? hidden;
  const status = verdict?.status ?? null;
  const changed = status !== before.status;
  const sinceMs = status === null ? null : changed ? nowMs : before.sinceMs;
  group.status = { status, sinceMs, rank: verdict?.rank ?? null, counts, unreadSinceMs };
  return changed ? [statusChangeOf(groupId, before.status, status)] : [];
}

/** What is told of a group whose own status changes, as when it ends. */
export const statusChangeOf = (group: string, was: Status | null, status: Status | null): StatusChangeRecord => ({
  group,
  topic: null,
  was,
  status,
  partitions: null,
});

const NO_DATA: GroupVerdict = { status: 'NO_DATA', rank: dangerRank('NO_DATA', severityOf('NO_DATA', 0)) };

function sumOf(parts: readonly StatusCountsNow[], before: StatusCountsNow): StatusCountsNow {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const sum: StatusCountsNow = {};
  for (const part of parts) {
    for (const status in part) sum[status] = (sum[status] ?? 0) + (part[status] ?? 0);
  }
  return sameValue(sum, before) ? before : sum;
}
