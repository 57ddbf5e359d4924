import { isTrouble, STATUS_ORDER, spokenStatus, statusLook } from '#components/status/group-status.ts';
import { LAG_STATE, LAG_STATE_ORDER } from '#components/status/lag-state.ts';
import type { Phrase } from '#components/ui/answer.tsx';
import { headlineCount } from '#components/ui/headline-count.ts';
import type { GroupDetail, GroupPartition, GroupType } from '#lib/api/schemas/groups.ts';
import { formatCount, plural } from '#lib/client/format-number.ts';
import { formatDuration } from '#lib/client/format-time.ts';
import { coursePhrases } from './flow-words.ts';

/** Named with a reason; the rest is a number. */
const MOST_PLACES = 3;

/** What a group without a position has not done, where it is not committing. */
const NOTHING_YET: Partial<Record<GroupType, string>> = { share: 'nothing was delivered to this group yet' };

/** How bad is it: how far behind, over how many of the partitions, and what is wrong with the rest. */
export function groupAnswer(group: GroupDetail): Phrase[] {
  const { totalPartitions: total, knownPartitions: known } = group;
  if (group.failure !== null && group.partitions.length === 0) {
    return [
      { key: 'failed', text: 'This group cannot be read', tone: 'unknown' },
      `: ${withoutStop(group.failure.message)}.`,
    ];
  }
  if (total === 0)
    return [`No position on any topic: ${NOTHING_YET[group.type] ?? 'this group has committed nothing'}.`];
  return [...lagPhrases(group), ...coursePhrases(group), ...troublePhrases(group, total - known), '.'];
}

function lagPhrases({
  type,
  lag,
  lagIsAtLeast,
  timeLag,
  knownPartitions: known,
  totalPartitions: total,
}: GroupDetail): Phrase[] {
  if (lag === null) return ['Its lag cannot be told'];
  const over = known === total ? plural(total, 'partition') : `${formatCount(known)} of ${plural(total, 'partition')}`;
  // What nobody can read yet nobody can be behind on: nothing calm is said of it.
  if (lagIsAtLeast && lag === '0') return [`Caught up with what can be read on ${over}`];
  if (lag === '0')
    return [
      known === total ? `Caught up on ${total === 1 ? 'its only partition' : `all ${over}`}` : `Caught up on ${over}`,
    ];
  const bound = lagIsAtLeast ? ['At least '] : [];
  if (type === 'share')
    return [...bound, headlineCount('lag', lag), ` ${lag === '1' ? 'record' : 'records'} to process over ${over}`];
  return [
    ...bound,
    headlineCount('lag', lag),
    ` ${lag === '1' ? 'message' : 'messages'}${behindWords(timeLag)} behind over ${over}`,
  ];
}

/** How far behind in time, after a number of messages; nothing where that is not known. */
function behindWords({ seconds, quality }: GroupDetail['timeLag']): string {
  if (seconds === null) return '';
  return ` and ${quality === 'at-least' ? 'at least ' : ''}${formatDuration(seconds * 1000)}`;
}

/** The statuses that ask for a look, worst first, as counts of partitions. */
function troublePhrases(group: GroupDetail, missing: number): Phrase[] {
  const parts = STATUS_ORDER.flatMap((status): Phrase[] => {
    const count = group.statuses[status] ?? 0;
    const { tone } = statusLook(status, group.status === status ? group.severity : null);
    if (count === 0 || !isTrouble(tone)) return [];
    return [{ key: status, text: plural(count, spokenStatus(status), spokenStatus(status)), tone }];
  });
  // What was not read just now keeps its status for 3 polls.
  const unread = (group.states.unknown ?? 0) - (group.statuses.NO_DATA ?? 0);
  if (unread > 0) parts.push({ key: 'unread', text: `${formatCount(unread)} not known`, tone: 'unknown' });
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
    const calm = tone === 'ok' || tone === 'calm';
    if (partition.reason === null || (calm && !partition.lagIsAtLeast)) continue;
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
