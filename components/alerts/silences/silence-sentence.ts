import type { Phrase } from '#components/ui/answer.tsx';
import { formatCount } from '#lib/client/format-number.ts';
import { formatMinute } from '#lib/client/format-time.ts';
import type { silenceInput } from './silence-draft.ts';
import { clusterWords, recurrenceWords, whatWords } from './silence-words.ts';

type Asked = ReturnType<typeof silenceInput>;

const CRON_FIELDS = 5;
const EVERYTHING = 'everything';

/**
 * What a silence will do: "Nobody is told of incidents of group payments-worker on prod-eu until 16:00." And how many of those that
 * fire are among them; null: nobody has said yet.
 */
export function silenceSentence(asked: Asked, firing: number | null, now: number, here?: string): Phrase[] {
  const said = [
    'Nobody is told of ',
    whatPhrase(asked.matchers),
    ` ${clusterWords(asked.cluster)}${timeWords(asked, now, here)}.`,
  ];
  return firing === null ? said : [...said, ` ${amongWords(asked, firing, now)}`];
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

function amongWords(asked: Asked, count: number, now: number): string {
  const isLater = asked.recurrence !== null || (asked.startsAt !== null && Date.parse(asked.startsAt) > now);
  const would = isLater ? 'would be' : count > 1 ? 'are' : 'is';
  if (count === 0) return `None that fires now ${would} among them.`;
  return `${formatCount(count)} that ${count === 1 ? 'fires' : 'fire'} now ${would} among them.`;
}
