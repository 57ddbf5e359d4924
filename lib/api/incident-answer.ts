import type { Mute } from '#lib/alerts/mute.ts';
import { owned } from '#lib/alerts/owner.ts';
import type { StoredIncident } from '#lib/alerts/store/incidents.ts';
import type { Owner } from '#lib/config/owners.ts';
import { timeLagQualityOf } from '#lib/lag/time-lag.ts';
import { ownerAnswer } from './owner-answer.ts';
import { ApiProblem } from './problem.ts';
import type { Incident } from './schemas/incidents.ts';

/** An incident as the API tells it. */
export function incidentAnswer(incident: StoredIncident, owners: readonly Owner[]): Incident {
  const { owner } = owned(owners, incident);
  const {
    facts,
    since,
    openedAt,
    resolvedAt,
    ackedAt,
    ackedBy,
    ackNote,
    toldAt,
    repeatedAt,
    muted,
    noticeId: _noticeId,
    repeatFrom: _repeatFrom,
    ...same
  } = incident;
  const { condition, topic, partition, memberHost, lag, timeLag, status, lossNotBeforeMs, limit } = facts;
  return {
    ...same,
    since: since.toISOString(),
    openedAt: openedAt.toISOString(),
    condition,
    worst: { topic, partition, memberHost },
    lag,
    timeLag: timeLag && { seconds: timeLag.seconds, quality: timeLagQualityOf(timeLag.quality) },
    status,
    limit,
    lossNotBefore: lossNotBeforeMs === null ? null : new Date(lossNotBeforeMs).toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
    ack: ackedAt && { at: ackedAt.toISOString(), by: ackedBy ?? 'somebody', note: ackNote },
    told: toldAt && { at: toldAt.toISOString(), repeatedAt: repeatedAt?.toISOString() ?? null },
    // What is over is told of no more, whatever muted it.
    muted: resolvedAt === null && muted !== null ? mutedAnswer(muted) : null,
    owner: ownerAnswer(owner),
  };
}

const mutedAnswer = ({ by, id, why, untilMs }: Mute): Incident['muted'] => ({
  by,
  silence: id,
  why,
  until: untilMs === null ? null : new Date(untilMs).toISOString(),
});

export const incidentNotFound = (id: string): ApiProblem =>
  new ApiProblem('INCIDENT_NOT_FOUND', `There is no incident ${id} on a cluster that you may see`);
