import type { Incident } from '#lib/api/schemas/incidents.ts';
import type { Silence } from '#lib/api/schemas/silences.ts';
import { formatDuration, formatMinute } from '#lib/client/format-time.ts';
import { onOneLine, readableName } from '#lib/client/readable-name.ts';
import { cronWords } from './cron-words.ts';

type Patterns = Silence['matchers']['groups'];
type Recurrence = NonNullable<Silence['recurrence']>;

/** Which incidents a silence is over: "groups payments-* by rule behind"; null where it is all of them. */
export function whatWords(matchers: Silence['matchers']): string | null {
  const { groups, topics, brokers, rules, severities, labels } = matchers;
  const about = [patternWords('group', groups), patternWords('topic', topics), brokerWords(brokers)].filter(
    (part) => part !== null,
  );
  const rule = patternWords('rule', rules);
  const labelled = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  const narrower = [
    rule === null ? null : `by ${rule}`,
    severities.length === 0 ? null : `of severity ${severities.join(' or ')}`,
    labelled.length === 0 ? null : `labelled ${labelled.join(', ')}`,
  ].filter((part) => part !== null);
  if (about.length + narrower.length === 0) return null;
  return [about.length === 0 ? 'everything' : about.join(' and '), ...narrower].join(' ');
}

function patternWords(what: string, { include, exclude }: Patterns): string | null {
  const isAny = include.includes('*');
  if (isAny && exclude.length === 0) return null;
  const [first = ''] = include;
  const isOne = include.length === 1 && !/[*?]|^\/.*\/$/.test(first);
  const some = isAny ? `all ${what}s` : `${isOne ? what : `${what}s`} ${nameList(include)}`;
  return exclude.length === 0 ? some : `${some} but ${nameList(exclude)}`;
}

/** What is typed and is no id yet is not known. */
function brokerWords(brokers: readonly number[]): string | null {
  if (brokers.length === 0) return null;
  const ids = brokers.map((id) => (Number.isInteger(id) ? String(id) : '?'));
  return `${ids.length === 1 ? 'broker' : 'brokers'} ${ids.join(', ')}`;
}

const nameList = (names: readonly string[]): string => names.map(readableName).join(', ');

export const clusterWords = (cluster: string | null): string =>
  cluster === null ? 'on all clusters' : `on ${readableName(cluster)}`;

/** Which incidents, and where, as the beginning of a sentence: "Groups payments-* on prod-eu". */
export function silenceWords({ matchers, cluster }: Pick<Silence, 'matchers' | 'cluster'>): string {
  const what = whatWords(matchers) ?? 'everything';
  return `${what.charAt(0).toUpperCase()}${what.slice(1)} ${clusterWords(cluster)}`;
}

/** "every Saturday 02:00 for 3 h, Europe/Berlin". */
export function recurrenceWords({ cron, minutes, timeZone }: Recurrence): string {
  return `${cronWords(cron) ?? `by the pattern ${cron}`} for ${formatDuration(minutes * 60_000)}, ${timeZone}`;
}

/** When a silence is in force, or was: what is asked first stands first. `here` is the zone of the reader. */
export function whenWords(silence: Silence, now: number, here?: string): string {
  const { recurrence, state, from, until, endsAt } = silence;
  if (recurrence === null) return onceWords(silence, now, here);
  const every = recurrenceWords(recurrence);
  if (state === 'over') return `ended ${formatMinute(endsAt ?? now, now, here)}: ${every}`;
  const last = endsAt === null ? '' : ` until ${formatMinute(endsAt, now, here)}`;
  if (state === 'in-force' && until !== null) return `${untilWords(until, now, here)}: ${every}${last}`;
  return `next ${from === null ? 'never' : hereWords(from, recurrence.timeZone, now, here)}: ${every}${last}`;
}

function onceWords({ state, startsAt, endsAt }: Silence, now: number, here?: string): string {
  const end = endsAt ?? startsAt;
  if (state === 'in-force') return untilWords(end, now, here);
  if (state === 'upcoming') return `from ${formatMinute(startsAt, now, here)} until ${formatMinute(end, now, here)}`;
  const isTakenBack = Date.parse(end) <= Date.parse(startsAt);
  return `${isTakenBack ? 'taken back' : 'ended'} ${formatMinute(end, now, here)}`;
}

/** "until 16:00 (1 h 12 min left)". */
function untilWords(until: string, now: number, here?: string): string {
  const left = formatDuration(Math.max(0, Date.parse(until) - now));
  return `until ${formatMinute(until, now, here)} (${left} left)`;
}

/** An instant by the clocks of the reader; where those of the place that it was planned by differ it says so. */
function hereWords(instant: string, there: string, now: number, here?: string): string {
  const ours = formatMinute(instant, now, here);
  return ours === formatMinute(instant, now, there) ? ours : `${ours} here`;
}

/** Why nobody is told of an incident: "by the silence “deploy 4.2” until 16:00", "explained by: broker 2 down". */
export function mutedWords({ by, why, until }: NonNullable<Incident['muted']>, now: number, here?: string): string {
  const said = onOneLine(why);
  if (by === 'inhibition') return `explained by: ${said}`;
  const what = by === 'silence' ? 'the silence' : 'the maintenance window';
  return `by ${what} “${said}”${until === null ? '' : ` until ${formatMinute(until, now, here)}`}`;
}

/** Why nobody was told of an incident, where nobody was. */
export function untoldWords({ muted, resolvedAt }: Pick<Incident, 'muted' | 'resolvedAt'>): string {
  if (resolvedAt !== null) return 'nobody: it was over before anybody was to be told';
  return muted === null
    ? 'nobody: neither its rule nor its owner names a destination that there is'
    : 'not yet, as it is muted';
}
