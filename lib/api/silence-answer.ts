import { type Silence, stretchOf } from '#lib/alerts/silence.ts';
import { ApiProblem } from './problem.ts';
import type { Silence as SilenceDto } from './schemas/silences.ts';

/** A silence as the API tells it at an instant; `muted` is how many open incidents it mutes. */
export function silenceAnswer(
  { startsAtMs, endsAtMs, matchers, ...same }: Silence,
  now: Date,
  muted: number,
): SilenceDto {
  const { rules, groups, topics, brokers, severities, labels } = matchers;
  const stretch = stretchOf({ startsAtMs, endsAtMs, matchers, ...same }, now.getTime());
  return {
    ...same,
    matchers: {
      rules: listed(rules),
      groups: listed(groups),
      topics: listed(topics),
      brokers: [...brokers],
      severities: [...severities],
      labels: { ...labels },
    },
    startsAt: new Date(startsAtMs).toISOString(),
    endsAt: endsAtMs === null ? null : new Date(endsAtMs).toISOString(),
    state: stretch === null ? 'over' : stretch.fromMs <= now.getTime() ? 'in-force' : 'upcoming',
    from: stretch && new Date(stretch.fromMs).toISOString(),
    until: stretch && Number.isFinite(stretch.untilMs) ? new Date(stretch.untilMs).toISOString() : null,
    muted,
  };
}

const listed = ({ include, exclude }: Silence['matchers']['groups']) => ({
  include: [...include],
  exclude: [...exclude],
});

/** A silence as the audit log has it. */
export function auditedSilence(
  silence: Silence,
  now: Date,
): Omit<SilenceDto, 'id' | 'state' | 'from' | 'until' | 'muted'> {
  const { id: _, state: __, from: ___, until: ____, muted: _____, ...written } = silenceAnswer(silence, now, 0);
  return written;
}

export const silenceNotFound = (id: string): ApiProblem =>
  new ApiProblem('SILENCE_NOT_FOUND', `There is no silence of the id ${id} over a cluster that you may see`);
