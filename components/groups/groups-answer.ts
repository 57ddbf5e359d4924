import { groupsOfTone, type LagStateCounts } from '#components/shell/cluster-health.ts';
import { LAG_STATE, LAG_STATE_ORDER } from '#components/status/lag-state.ts';
import type { Phrase } from '#components/ui/answer.tsx';
import { formatCount, plural } from '#lib/client/format-number.ts';

/** Which groups need a look, and why, by what is known of their positions. */
export function groupsAnswer(counts: LagStateCounts): Phrase[] {
  const all = Object.values(counts).reduce((sum: number, count) => sum + (count ?? 0), 0);
  if (all === 0) return ['No consumer groups yet.'];
  const toSee = groupsOfTone(counts, 'danger', 'warn', 'unknown');
  if (toSee === 0) {
    return [
      all === 1 ? 'The only group is at a sound position.' : `All ${plural(all, 'group')} are at a sound position.`,
    ];
  }
  const why = LAG_STATE_ORDER.flatMap((state): Phrase[] => {
    const { tone, word } = LAG_STATE[state];
    const count = counts[state] ?? 0;
    if (count === 0 || tone === 'ok' || tone === 'calm') return [];
    return [
      {
        key: state,
        text: plural(count, word.toLowerCase(), word.toLowerCase()),
        ...(tone === 'danger' ? { tone } : {}),
      },
    ];
  });
  return [
    `${formatCount(toSee)} of ${plural(all, 'group')} ${toSee === 1 ? 'needs' : 'need'} a look: `,
    ...why.flatMap((phrase, i) => (i === 0 ? [phrase] : [', ', phrase])),
    '.',
  ];
}
