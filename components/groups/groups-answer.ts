import { groupsOfTone, type LagStateCounts, noneNeedsALook } from '#components/shell/cluster-health.ts';
import { LAG_STATE, LAG_STATE_ORDER } from '#components/status/lag-state.ts';
import type { Phrase } from '#components/ui/answer.tsx';
import { formatCount, plural } from '#lib/client/format-number.ts';

/** Which groups need a look, and why, by what is known of their positions. `total` counts those without any, too. */
export function groupsAnswer(counts: LagStateCounts, total: number): Phrase[] {
  if (total === 0) return ['No consumer groups yet.'];
  const toSee = groupsOfTone(counts, 'danger', 'warn', 'unknown');
  if (toSee === 0) return [`${noneNeedsALook(total)}.`];
  const why = LAG_STATE_ORDER.flatMap((state): Phrase[] => {
    const { tone, word } = LAG_STATE[state];
    const count = counts[state] ?? 0;
    if (count === 0 || tone === 'ok' || tone === 'calm') return [];
    const text = plural(count, word.toLowerCase(), word.toLowerCase());
    return [{ key: state, text, ...(tone === 'danger' ? { tone } : {}) }];
  });
  return [
    `${formatCount(toSee)} of ${plural(total, 'group')} ${toSee === 1 ? 'needs' : 'need'} a look: `,
    ...why.flatMap((phrase, i) => (i === 0 ? [phrase] : [', ', phrase])),
    '.',
  ];
}
