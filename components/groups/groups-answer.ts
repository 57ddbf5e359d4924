import { groupsToSee, noneNeedsALook } from '#components/shell/cluster-health.ts';
import { isTrouble, STATUS, STATUS_ORDER, spokenStatus } from '#components/status/group-status.ts';
import type { Phrase } from '#components/ui/answer.tsx';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import { formatCount, plural } from '#lib/client/format-number.ts';

type Counts = Pick<ClusterRow, 'groups' | 'groupsByStatus' | 'groupsBySeverity'>;

/** Which groups need a look, and why. All are counted, also those without a status. */
export function groupsAnswer(counts: Counts): Phrase[] {
  const { groups, groupsByStatus } = counts;
  if (groups === 0) return ['No consumer groups yet.'];
  const toSee = groupsToSee(counts);
  if (toSee === 0) return [`${noneNeedsALook(groups)}.`];
  let left = toSee;
  const why = STATUS_ORDER.flatMap((status): Phrase[] => {
    const { tone } = STATUS[status];
    const count = groupsByStatus[status] ?? 0;
    if (count === 0 || !isTrouble(tone)) return [];
    left -= count;
    const text = plural(count, spokenStatus(status), spokenStatus(status));
    return [{ key: status, text, ...(tone === 'danger' ? { tone } : {}) }];
  });
  // What is left rebalances for longer than is calm.
  if (left > 0) why.push({ key: 'REBALANCING', text: plural(left, 'rebalancing for long', 'rebalancing for long') });
  return [
    `${formatCount(toSee)} of ${plural(groups, 'group')} ${toSee === 1 ? 'needs' : 'need'} a look: `,
    ...why.flatMap((phrase, i) => (i === 0 ? [phrase] : [', ', phrase])),
    '.',
  ];
}
