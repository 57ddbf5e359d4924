import type { Notice, NoticeEvent, NoticeIncident } from '#lib/notify/notice.ts';
import type { StoredIncident } from './store/incidents.ts';

/** Addresses of the console's pages. */
export interface ConsoleLinks {
  incident(cluster: string, id: string): string;
  /** A group with its chart from some time before that instant on. */
  group(cluster: string, group: string, sinceMs: number): string;
}

/** The id of everything that is told of one incident. */
export const noticeIdOf = (incidentId: string): string => `tidemark-${incidentId}`;

/** What a destination is told of one incident. */
export function noticeOf(incident: StoredIncident, event: NoticeEvent, at: Date, links: ConsoleLinks): Notice {
  const { cluster, rule } = incident;
  const url = links.incident(cluster, incident.id);
  return {
    id: noticeIdOf(incident.id),
    event,
    at: at.toISOString(),
    rule: { name: rule.name, severity: rule.severity, labels: rule.labels, runbook: rule.runbook },
    cluster,
    summary: summaryOf(incident, event),
    owner: null,
    url,
    incidentCount: 1,
    incidents: [incidentOf(incident, url, links)],
    acknowledgedBy: event === 'acknowledged' ? incident.ackedBy : null,
  };
}

/** One sentence for a pager: "payments-worker on prod-eu: lag 80,112 on payments/1, above 10,000". */
function summaryOf({ cluster, group, topic, facts, resolution }: StoredIncident, event: NoticeEvent): string {
  const what = group ?? topic;
  const where = what === null ? cluster : `${what} on ${cluster}`;
  if (event !== 'resolved') return `${where}: ${facts.condition}`;
  const why = resolution === 'recovered' || resolution === null ? '' : ` (${resolution.replaceAll('-', ' ')})`;
  return `${where}: resolved${why}. It was ${facts.condition}`;
}

function incidentOf(incident: StoredIncident, url: string, links: ConsoleLinks): NoticeIncident {
  const { id, cluster, group, facts, since, openedAt, resolvedAt, resolution } = incident;
  return {
    id,
    group,
    topic: incident.topic ?? facts.topic,
    partition: facts.partition,
    brokerId: null,
    memberHost: facts.memberHost,
    status: resolvedAt === null ? 'firing' : 'resolved',
    condition: facts.condition,
    lag: facts.lag,
    timeLag: facts.timeLag,
    since: since.toISOString(),
    firedAt: openedAt.toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
    resolution: resolution === 'recovered' ? null : resolution,
    cause: null,
    lossNotBefore: facts.lossNotBeforeMs === null ? null : new Date(facts.lossNotBeforeMs).toISOString(),
    url: group === null ? url : links.group(cluster, group, since.getTime()),
  };
}
