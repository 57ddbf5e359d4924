import { LAG_STATE, LAG_STATE_ORDER } from '#components/status/lag-state.ts';
import type { Phrase } from '#components/ui/answer.tsx';
import { headlineCount } from '#components/ui/headline-count.ts';
import type { GroupDetail, GroupPartition } from '#lib/api/schemas/groups.ts';
import { formatCount, plural } from '#lib/client/format-number.ts';

/** Named with a reason; the rest is a number. */
const MOST_PLACES = 3;

/** How bad is it: how far behind, over how many of the partitions, and what is wrong with the rest. */
export function groupAnswer(group: GroupDetail): Phrase[] {
  const { totalPartitions: total, knownPartitions: known } = group;
  if (group.failure !== null && group.partitions.length === 0) {
    return [
      { key: 'failed', text: 'This group cannot be read', tone: 'unknown' },
      `: ${withoutStop(group.failure.message)}.`,
    ];
  }
  if (total === 0) return ['No position on any topic: this group has committed nothing.'];
  return [...lagPhrases(group), ...troublePhrases(group, total - known), '.'];
}

function lagPhrases({ lag, knownPartitions: known, totalPartitions: total }: GroupDetail): Phrase[] {
  if (lag === null) return ['Its lag cannot be told'];
  const over = known === total ? plural(total, 'partition') : `${formatCount(known)} of ${plural(total, 'partition')}`;
  if (lag === '0')
    return [
      known === total ? `Caught up on ${total === 1 ? 'its only partition' : `all ${over}`}` : `Caught up on ${over}`,
    ];
  return [headlineCount('lag', lag), ` ${lag === '1' ? 'message' : 'messages'} behind over ${over}`];
}

/** The states that ask for a look, worst first, as counts of partitions. */
function troublePhrases(group: GroupDetail, missing: number): Phrase[] {
  const parts = LAG_STATE_ORDER.flatMap((state): Phrase[] => {
    const count = group.states[state] ?? 0;
    const { tone, word } = LAG_STATE[state];
    if (count === 0 || tone === 'ok' || tone === 'calm') return [];
    return [{ key: state, text: plural(count, word.toLowerCase(), word.toLowerCase()), tone }];
  });
  if (parts.length === 0) return missing > 0 ? [`; ${formatCount(missing)} not known`] : [];
  return ['; ', ...parts.flatMap((part, i) => (i === 0 ? [part] : [', ', part]))];
}

/** Partitions whose state asks for a look, worst first, with what is said about them: a few by name, `more` by number. */
export function reasons(
  partitions: readonly GroupPartition[],
  most: number,
): { key: string; where: string; more: number; reason: string }[] {
  const said = new Map<string, { key: string; where: string[]; reason: string; rank: number }>();
  for (const partition of partitions) {
    const { tone } = LAG_STATE[partition.state];
    if (partition.reason === null || tone === 'ok' || tone === 'calm') continue;
    const place = `${partition.topic} ${partition.partition}`;
    const known = said.get(partition.reason);
    if (known) known.where.push(place);
    else {
      const rank = LAG_STATE_ORDER.indexOf(partition.state);
      said.set(partition.reason, { key: partition.reason, where: [place], reason: partition.reason, rank });
    }
  }
  return [...said.values()]
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ key, where, reason }) => ({ key, ...listed(where), reason: withoutStop(reason) }));
}

function listed(places: readonly string[]): { where: string; more: number } {
  return { where: places.slice(0, MOST_PLACES).join(', '), more: Math.max(0, places.length - MOST_PLACES) };
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}
