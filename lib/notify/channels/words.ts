import type { Notice, NoticeIncident, Severity } from '../notice.ts';
import { oneLine } from './fitting.ts';

const MOST_LISTED = 10;
const MOST_TEAMS = 10;

const MARKS: Record<Severity, string> = { critical: '🔴', error: '🟠', warning: '🟡', info: '🔵' };

/** "payments behind on prod", and what became of it; without control characters. */
export function titleOf({ event, rule, cluster, acknowledgedBy }: Notice): string {
  const what = oneLine(`${rule.name} on ${cluster}`);
  if (event === 'resolved') return `Resolved: ${what}`;
  if (event === 'acknowledged') return `${oneLine(acknowledgedBy ?? 'Somebody')} has seen ${what}`;
  return what;
}

/** How it stands in one sign, for chats, which are looked at from afar. */
export function markOf({ event, rule }: Notice): string {
  if (event === 'resolved') return '✅';
  return event === 'acknowledged' ? '👀' : MARKS[rule.severity];
}

/** All that chats say of a notice below its title, a line each. */
export const chatLines = (notice: Notice): string[] => [
  oneLine(notice.summary),
  ...incidentLines(notice),
  ...otherLines(notice, MOST_LISTED),
];

/** "Lag: 80,112 messages, 258 s behind" and so on of the worst incident, for people; in the order of importance, a line each. */
export function incidentLines(notice: Notice): string[] {
  const [worst] = notice.incidents;
  if (worst === undefined) return [];
  const place = worst.topic === null ? null : `${worst.topic}${worst.partition === null ? '' : `/${worst.partition}`}`;
  const lines: (string | null)[] = [
    place && `Worst partition: ${place}${worst.memberHost === null ? '' : `, held by ${worst.memberHost}`}`,
    worst.lag && `Lag: ${Number(worst.lag).toLocaleString('en-US')} messages${behind(worst.timeLag)}`,
    `Since: ${worst.since}`,
    worst.cause && `Why: ${worst.cause}`,
    worst.lossNotBefore && `Unread data is deleted not before: ${worst.lossNotBefore}`,
    ownersWords(notice) && `${teamsOf(notice).length === 1 ? 'Owner' : 'Owners'}: ${ownersWords(notice)}`,
    notice.incidentCount > 1 ? `${notice.incidentCount} incidents in all` : null,
  ];
  return lines.flatMap((line) => (line ? oneLine(line) : []));
}

/** What an incident is about: a group, one topic of it, a topic, a broker, else the cluster. */
export function subjectOf({ group, aboutTopic, topic, brokerId }: NoticeIncident, cluster: string): string {
  if (group !== null) return aboutTopic == null ? group : `${group} on ${aboutTopic}`;
  return topic ?? (brokerId === null ? cluster : `broker ${brokerId}`);
}

/** "258 s", "at least 258 s"; null where it is not known. */
export function behindWords(timeLag: NoticeIncident['timeLag']): string | null {
  if (timeLag?.seconds == null) return null;
  const bound = timeLag.quality === 'at-least' ? 'at least ' : '';
  return `${bound}${Math.round(timeLag.seconds).toLocaleString('en-US')} s`;
}

function behind(timeLag: NoticeIncident['timeLag']): string {
  const words = behindWords(timeLag);
  return words === null ? '' : `, ${words} behind`;
}

/** The incidents of a storm besides the worst, so many of them at most, a line each; and how many are not among them. */
export function otherLines({ cluster, owner, incidents, incidentCount }: Notice, most: number): string[] {
  const others = incidents.slice(1, most + 1);
  const left = incidentCount - 1 - others.length;
  // Where it is one team's, that is said of all of them.
  const whose = (incident: NoticeIncident) => (owner === null && incident.owner ? ` (${incident.owner})` : '');
  const lines = others.map((one) => oneLine(`${subjectOf(one, cluster)}${whose(one)}: ${one.condition}`));
  return others.length > 0 && left > 0 ? [...lines, `and ${left.toLocaleString('en-US')} more`] : lines;
}

/** The teams that own what a notice tells of: of a storm those of the incidents that it lists. */
const teamsOf = ({ owner, incidents }: Notice): string[] =>
  owner === null ? [...new Set(incidents.flatMap((incident) => incident.owner ?? []))] : [owner.team];

/** "payments", "payments, search and 3 more"; null where it is nobody's. */
export function ownersWords(notice: Notice): string | null {
  const teams = teamsOf(notice);
  const named = teams.slice(0, MOST_TEAMS).join(', ');
  const more = teams.length - MOST_TEAMS;
  return teams.length === 0 ? null : more > 0 ? `${named} and ${more} more` : named;
}

/** The runbook of the owner, else of the rule. */
export const runbookOf = ({ owner, rule }: Notice): string | null => owner?.runbook ?? rule.runbook;

/** Both of them, with what each is called, where there is room for both: that of the rule says what to do about such trouble. */
export function runbooksOf({ owner, rule }: Notice): { text: string; href: string }[] {
  const ofRule = rule.runbook === null ? [] : [{ text: 'Runbook', href: rule.runbook }];
  const ofOwner = owner?.runbook ?? null;
  if (owner === null || ofOwner === null || ofOwner === rule.runbook) return ofRule;
  return [...ofRule, { text: oneLine(`Runbook of ${owner.team}`), href: ofOwner }];
}
