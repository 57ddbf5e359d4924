import type { StatusLook } from '#components/status/tone.ts';
import type { Phrase } from '#components/ui/answer.tsx';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { formatCount } from '#lib/client/format-number.ts';

const SEVERITY_TONE = { critical: 'danger', error: 'danger', warning: 'warn', info: 'calm' } as const;
const SHAPES = { danger: 'danger', warn: 'warn', calm: 'idle' } as const;

/** How an incident stands: how bad it is while it fires, and that it is over. */
export function incidentLook({ rule, resolvedAt, ack }: Incident): StatusLook {
  if (resolvedAt !== null) {
    return { tone: 'calm', shape: 'ok', word: 'RESOLVED', meaning: 'It is over.' };
  }
  const tone = SEVERITY_TONE[rule.severity];
  const meaning = ack === null ? 'Nobody has said yet that they look at it.' : `${ack.by} looks at it.`;
  return { tone, shape: SHAPES[tone], word: rule.severity.toUpperCase(), meaning };
}

const RESOLUTION_WORDS: Record<NonNullable<Incident['resolution']>, string> = {
  recovered: 'recovered',
  'no-data': 'nothing could be read of it any more',
  'no-value': 'it had no value any more',
  'group-deleted': 'the group was deleted',
  'topic-deleted': 'the topic was deleted',
  'rule-changed': 'the rule was changed',
  'rule-deleted': 'the rule was deleted',
  'rule-disabled': 'the rule was switched off',
};

/** Why it ended; null while it has not. */
export const resolutionWords = ({ resolution }: Pick<Incident, 'resolution'>): string | null =>
  resolution === null ? null : RESOLUTION_WORDS[resolution];

/** What it is about: a group, a topic, or the cluster itself. */
export const subjectOf = ({ group, topic, cluster }: Incident): string => group ?? topic ?? cluster;

const RANKS = { critical: 0, error: 1, warning: 2, info: 3 };
const SEEN = 0.5;
const OVER = 10;

/** Place in the order of what asks for a look: the worst first, of those what nobody looks at; what is over comes last. */
export const incidentRank = ({ rule, ack, resolvedAt }: Incident): number =>
  resolvedAt === null ? RANKS[rule.severity] + (ack === null ? 0 : SEEN) : OVER;

/** "3 incidents fire on prod, 1 of them seen by nobody." */
export function incidentsAnswer(firing: readonly Incident[], cluster: string): Phrase[] {
  if (firing.length === 0) return ['Nothing fires on ', { key: 'cluster', text: cluster, name: true }, '.'];
  const unseen = firing.filter(({ ack }) => ack === null).length;
  const count = firing.length === 1 ? '1 incident fires' : `${formatCount(firing.length)} incidents fire`;
  const seen =
    unseen === 0
      ? firing.length === 1
        ? ', and somebody looks at it.'
        : ', and somebody looks at each.'
      : unseen === firing.length
        ? '; nobody has said yet that they look.'
        : `; at ${formatCount(unseen)} of them nobody looks yet.`;
  return [
    { key: 'count', text: count, strong: true, tone: unseen > 0 ? 'danger' : 'warn' },
    ' on ',
    { key: 'cluster', text: cluster, name: true },
    seen,
  ];
}
