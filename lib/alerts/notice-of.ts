import type { Notice, NoticeEvent, NoticeIncident } from '#lib/notify/notice.ts';
import type { OwnedIncident } from './owner.ts';
import { scopeWords } from './scope.ts';
import type { StoredIncident } from './store/incidents.ts';

/** Addresses of the console's pages. */
export interface ConsoleLinks {
  incidents(cluster: string): string;
  incident(cluster: string, id: string): string;
  /** A group with its chart from some time before that instant on. */
  group(cluster: string, group: string, sinceMs: number): string;
}

/** The id of everything that is told of one incident. */
export const noticeIdOf = (incidentId: string): string => `tidemark-${incidentId}`;

/** A destination need not hear of each of hundreds. */
const MOST_LISTED = 100;

/** What a destination is told of one incident, or of those of a storm: at least one, the worst first. */
export function noticeOf(
  incidents: readonly OwnedIncident[],
  event: NoticeEvent,
  at: Date,
  links: ConsoleLinks,
): Notice {
  const [worst] = incidents;
  if (worst === undefined) throw new Error('a notice of nothing');
  const { cluster, rule, ackedBy } = worst;
  const noticeId = worst.noticeId ?? noticeIdOf(worst.id);
  const isStorm = noticeId !== noticeIdOf(worst.id);
  return {
    id: noticeId,
    event,
    at: at.toISOString(),
    rule: { name: rule.name, severity: rule.severity, labels: rule.labels, runbook: rule.runbook },
    cluster,
    summary: isStorm ? stormSummary(incidents, worst, event) : summaryOf(worst, event),
    owner: ownerOfAll(incidents),
    url: isStorm ? links.incidents(cluster) : links.incident(cluster, worst.id),
    incidentCount: incidents.length,
    incidents: incidents.slice(0, MOST_LISTED).map((incident) => incidentOf(incident, links)),
    acknowledgedBy: event === 'acknowledged' ? ackedBy : null,
  };
}

/** Whose all of them are; null where they are not all one team's. Which of its runbooks is meant must be beyond doubt. */
function ownerOfAll(incidents: readonly OwnedIncident[]): Notice['owner'] {
  const owner = incidents[0]?.owner ?? null;
  if (owner === null || incidents.some((incident) => incident.owner?.team !== owner.team)) return null;
  const isOne = incidents.every((incident) => incident.owner?.runbook === owner.runbook);
  return { team: owner.team, runbook: isOne ? owner.runbook : null };
}

/** One sentence for a pager: "payments-worker on prod-eu: lag 80,112 on payments/1, above 10,000". */
function summaryOf(incident: StoredIncident, event: NoticeEvent): string {
  const { cluster, facts, resolution } = incident;
  const what = scopeWords(incident, cluster);
  const where = what === cluster ? cluster : `${what} on ${cluster}`;
  if (event !== 'resolved') return `${where}: ${facts.condition}`;
  const why = resolution === 'recovered' || resolution === null ? '' : ` (${resolution.replaceAll('-', ' ')})`;
  return `${where}: resolved${why}. It was ${facts.condition}`;
}

/** The same of many: "300 incidents of \"behind\" on prod-eu; the worst: payments-worker, lag 80,112, above 10,000". */
function stormSummary({ length }: readonly StoredIncident[], worst: StoredIncident, event: NoticeEvent): string {
  const { cluster, rule, facts } = worst;
  const many = `${length} ${length === 1 ? 'incident' : 'incidents'} of "${rule.name}" on ${cluster}`;
  if (event === 'resolved') return `${many}: all resolved`;
  return `${many}; the worst: ${scopeWords(worst, cluster)}, ${facts.condition}`;
}

function incidentOf(incident: OwnedIncident, links: ConsoleLinks): NoticeIncident {
  const { id, cluster, group, facts, since, openedAt, resolvedAt, resolution } = incident;
  return {
    id,
    group,
    topic: incident.topic ?? facts.topic,
    aboutTopic: incident.topic,
    partition: facts.partition,
    owner: incident.owner?.team ?? null,
    brokerId: incident.broker,
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
    url: group === null ? links.incident(cluster, id) : links.group(cluster, group, since.getTime()),
  };
}
