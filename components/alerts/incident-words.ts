import type { MarkTone } from '#components/charts/plot-marks.tsx';
import type { StatusLook } from '#components/status/tone.ts';
import { scopeWords } from '#lib/alerts/scope.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';

const SEVERITY_TONE = { critical: 'danger', error: 'danger', warning: 'warn', info: 'calm' } as const;
const SHAPES = { danger: 'danger', warn: 'warn', calm: 'idle' } as const;

const MARK_TONES = { danger: 'danger', warn: 'warn', calm: 'plain' } as const;

/** In which tone a chart marks what is so bad. */
export const severityTone = (severity: Incident['rule']['severity']): MarkTone => MARK_TONES[SEVERITY_TONE[severity]];

/** How an incident stands: how bad it is while it fires, and that it is over. */
export function incidentLook(incident: Incident): StatusLook {
  if (incident.resolvedAt !== null) {
    return { tone: 'calm', shape: 'ok', word: 'RESOLVED', meaning: 'It is over.' };
  }
  return severityLook(incident);
}

/** How bad an incident is, or was. */
export function severityLook({ rule, resolvedAt, ack }: Incident): StatusLook {
  const word = rule.severity.toUpperCase();
  if (resolvedAt !== null) return { tone: 'calm', shape: 'ok', word, meaning: 'It is over.' };
  const tone = SEVERITY_TONE[rule.severity];
  const meaning = ack === null ? 'Nobody has said yet that they look at it.' : `${ack.by} looks at it.`;
  return { tone, shape: SHAPES[tone], word, meaning };
}

const RESOLUTION_WORDS: Record<NonNullable<Incident['resolution']>, string> = {
  recovered: 'recovered',
  'no-data': 'nothing could be read of it any more',
  'no-value': 'it had no value any more',
  'group-deleted': 'the group was deleted',
  'topic-deleted': 'the topic was deleted',
  'broker-removed': 'the broker was removed',
  'cluster-removed': 'the cluster is watched no more',
  'rule-changed': 'the rule was changed',
  'rule-deleted': 'the rule was deleted',
  'rule-disabled': 'the rule was switched off',
};

/** Why it ended; null while it has not. */
export const resolutionWords = ({ resolution }: Pick<Incident, 'resolution'>): string | null =>
  resolution === null ? null : RESOLUTION_WORDS[resolution];

/** That it fires, who has said that they look at it, or why it ended. */
export function stateWords({ resolvedAt, resolution, ack }: Incident): string {
  if (resolvedAt !== null) return `resolved: ${resolutionWords({ resolution }) ?? 'over'}`;
  return ack === null ? 'firing' : `acknowledged by ${ack.by}`;
}

/** How long it lasted, in ms; null while it does. */
export const lastedMs = ({ since, resolvedAt }: Incident): number | null =>
  resolvedAt === null ? null : Date.parse(resolvedAt) - Date.parse(since);

/** What it is about: a group, a topic, a broker, or the cluster itself. */
export const subjectOf = (incident: Incident): string => scopeWords(incident, incident.cluster);

const RANKS = { critical: 0, error: 1, warning: 2, info: 3 };
const SEEN = 0.5;
const OVER = 10;

/** Place in the order of what asks for a look: the worst first, of those what nobody looks at; what is over comes last. */
export const incidentRank = ({ rule, ack, resolvedAt }: Incident): number =>
  resolvedAt === null ? RANKS[rule.severity] + (ack === null ? 0 : SEEN) : OVER;
