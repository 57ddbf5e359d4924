import type { GroupDetail } from '#lib/api/schemas/groups.ts';
import { formatDuration, formatTime } from '#lib/client/format-time.ts';

/** What its word does not say of the status of a group; null where the word says it all. */
export function statusWords(group: GroupDetail, now: number): string | null {
  switch (group.status) {
    case 'STOPPED':
      return group.assignOnly ? stoppedWithoutMembers(group, now) : null;
    case 'IDLE_BATCH':
      return 'A batch between two runs: that its lag grows until the next is normal.';
    case 'BEHIND':
      return behind(group);
    default:
      return null;
  }
}

function stoppedWithoutMembers({ partitions }: GroupDetail, now: number): string {
  const last = partitions.map(({ lastCommitAt }) => lastCommitAt).reduce(later, null);
  const since = last === null ? 'for a long time' : `since ${formatTime(last, now)}`;
  return `No commit ${since}; this group never joins, so its process cannot be seen.`;
}

const later = (one: string | null, other: string | null): string | null =>
  one === null || (other !== null && other > one) ? other : one;

function behind({ timeLag, lagTrend }: GroupDetail): string | null {
  if (timeLag.seconds === null) return null;
  const bound = timeLag.quality === 'at-least' ? 'At least ' : '';
  return `${bound}${formatDuration(timeLag.seconds * 1000)} behind, ${lagTrend === 'draining' ? 'catching up' : 'steady'}.`;
}
