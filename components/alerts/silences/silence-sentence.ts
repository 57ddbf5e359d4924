import type { Phrase } from '#components/ui/answer.tsx';
import { isOver } from '#lib/alerts/is-over.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import type { Incidents } from '#lib/client/alerts.ts';
import { formatCount } from '#lib/client/format-number.ts';
import { formatMinute } from '#lib/client/format-time.ts';
import { readableName } from '#lib/client/readable-name.ts';
import type { silenceInput } from './silence-draft.ts';
import { clusterWords, recurrenceWords, whatWords } from './silence-words.ts';

type Asked = ReturnType<typeof silenceInput>;

const CRON_FIELDS = 5;
const EVERYTHING = 'everything';

/** Of some incidents those that a silence would be over. */
export const incidentsUnder = (
  asked: Pick<Asked, 'cluster' | 'matchers'>,
  incidents: readonly Incident[],
): Incident[] => incidents.filter((incident) => isOver(asked, incident));

/**
 * What a silence will do: "Nobody is told of incidents of group payments-worker on prod-eu until 16:00." And how many of those that
 * fire on the cluster of the page are among them, as far as they were read.
 */
export function silenceSentence(
  asked: Asked,
  cluster: string,
  firing: Incidents | undefined,
  now: number,
  here?: string,
): Phrase[] {
  const said = [
    'Nobody is told of ',
    whatPhrase(asked.matchers),
    ` ${clusterWords(asked.cluster)}${timeWords(asked, now, here)}.`,
  ];
  return firing === undefined ? said : [...said, ` ${amongWords(asked, cluster, firing, now)}`];
}

/** What is over all there is stands out: it is seldom meant. */
function whatPhrase(matchers: Asked['matchers']): Phrase {
  const what = whatWords(matchers);
  if (what === null) return { key: 'what', text: 'anything', strong: true, tone: 'warn' };
  const text = what.startsWith(EVERYTHING) ? `anything${what.slice(EVERYTHING.length)}` : `incidents of ${what}`;
  return { key: 'what', text, strong: true };
}

function timeWords({ startsAt, endsAt, recurrence }: Asked, now: number, here?: string): string {
  const end = endsAt === null ? '' : ` until ${formatMinute(endsAt, now, here)}`;
  if (recurrence !== null)
    return isWhole(recurrence) ? ` ${recurrenceWords(recurrence)}${end}` : ', by a pattern to be given';
  const start = startsAt === null ? '' : ` from ${formatMinute(startsAt, now, here)}`;
  return endsAt === null ? `${start} until a time to be given` : start + end;
}

/** What somebody is still typing makes no sentence. */
const isWhole = ({ cron, minutes, timeZone }: NonNullable<Asked['recurrence']>): boolean =>
  cron.trim().split(/\s+/).length === CRON_FIELDS && Number.isFinite(minutes) && timeZone !== '';

function amongWords(asked: Asked, cluster: string, firing: Incidents, now: number): string {
  const count = incidentsUnder(asked, firing.items).length;
  const isLater = asked.recurrence !== null || (asked.startsAt !== null && Date.parse(asked.startsAt) > now);
  const would = isLater ? 'would be' : count > 1 ? 'are' : 'is';
  const on = asked.cluster === null ? ` on ${readableName(cluster)}` : '';
  if (count === 0) return `None that fires now${on} ${would} among them.`;
  // Some of them may not be here.
  const atLeast = firing.nextCursor === null ? '' : 'At least ';
  return `${atLeast}${formatCount(count)} that ${count === 1 ? 'fires' : 'fire'} now${on} ${would} among them.`;
}
