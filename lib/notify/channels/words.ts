import type { Notice, NoticeIncident, Severity } from '../notice.ts';
import { oneLine } from './fitting.ts';

const MARKS: Record<Severity, string> = { critical: '🔴', error: '🟠', warning: '🟡', info: '🔵' };

/** "payments behind on prod", and what became of it; without control characters. */
export function titleOf({ event, rule, cluster, acknowledgedBy }: Notice): string {
  const what = oneLine(`${rule.name} on ${cluster}`);
  if (event === 'resolved') return `Resolved: ${what}`;
  if (event === 'acknowledged') return `${oneLine(acknowledgedBy ?? 'Somebody')} has seen ${what}`;
  return what;
}

/** The same for chats, which are looked at from afar. */
export function markedTitleOf(notice: Notice): string {
  const marks = { resolved: '✅', acknowledged: '👀' };
  const mark =
    notice.event === 'resolved' || notice.event === 'acknowledged' ? marks[notice.event] : MARKS[notice.rule.severity];
  return `${mark} ${titleOf(notice)}`;
}

/** "Lag: 80,112 messages, 258 s behind" and so on of the worst incident, for people; in the order of importance, a line each. */
export function incidentLines(notice: Notice): string[] {
  const [worst] = notice.incidents;
  if (worst === undefined) return [];
  const place = worst.topic === null ? null : `${worst.topic}${worst.partition === null ? '' : `/${worst.partition}`}`;
  const lines: (string | null)[] = [
    place && `Worst partition: ${place}${worst.memberHost === null ? '' : `, held by ${worst.memberHost}`}`,
    worst.lag && `Lag: ${Number(worst.lag).toLocaleString('en-US')} messages${behindWords(worst.timeLag)}`,
    `Since: ${worst.since}`,
    worst.cause && `Why: ${worst.cause}`,
    worst.lossNotBefore && `Unread data is deleted not before: ${worst.lossNotBefore}`,
    notice.owner && `Owner: ${notice.owner.team}`,
    notice.incidentCount > 1 ? `${notice.incidentCount} incidents in all` : null,
  ];
  return lines.flatMap((line) => (line ? oneLine(line) : []));
}

function behindWords(timeLag: NoticeIncident['timeLag']): string {
  if (timeLag?.seconds == null) return '';
  const bound = timeLag.quality === 'at-least' ? 'at least ' : '';
  return `, ${bound}${Math.round(timeLag.seconds).toLocaleString('en-US')} s behind`;
}

/** The incidents of a storm besides the worst, so many of them at most, a line each; and how many are not among them. */
export function otherLines({ cluster, incidents, incidentCount }: Notice, most: number): string[] {
  const others = incidents.slice(1, most + 1);
  const left = incidentCount - 1 - others.length;
  const lines = others.map(({ group, topic, condition }) => oneLine(`${group ?? topic ?? cluster}: ${condition}`));
  return others.length > 0 && left > 0 ? [...lines, `and ${left.toLocaleString('en-US')} more`] : lines;
}

/** The runbook of the owner, else of the rule. */
export const runbookOf = ({ owner, rule }: Notice): string | null => owner?.runbook ?? rule.runbook;
