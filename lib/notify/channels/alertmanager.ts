import { createHash } from 'node:crypto';
import type { Notice, NoticeIncident } from '../notice.ts';
import { type Channel, JSON_HEADERS } from './channel.ts';
import { fitting } from './fitting.ts';
import { runbookOf } from './words.ts';

/** What Prometheus' Alertmanager gives to its webhook receivers, version 4. */
const NOT_ENDED = '0001-01-01T00:00:00Z';
/** Nothing is said about it; web servers in front of receivers often refuse more. */
const MOST_BYTES = 1_000_000;

/** Whatever takes webhooks of Alertmanager; 2xx is success. */
export const alertmanager: Channel<'alertmanager'> = {
  requestOf: (notice, { name, config: { url, bearerToken } }) => ({
    url,
    headers: { ...JSON_HEADERS, ...(bearerToken && { authorization: `Bearer ${bearerToken}` }) },
    body: fitting(notice, MOST_BYTES, (fitted) => JSON.stringify(messageOf(fitted, name))),
  }),
  isTaken: ({ status }) => status >= 200 && status < 300,
};

function messageOf(notice: Notice, receiver: string) {
  const common = {
    alertname: notice.rule.name,
    cluster: notice.cluster,
    severity: notice.rule.severity,
    ...notice.rule.labels,
  };
  const runbook = runbookOf(notice);
  return {
    version: '4',
    groupKey: notice.id,
    truncatedAlerts: notice.incidentCount - notice.incidents.length,
    status: notice.event === 'resolved' ? 'resolved' : 'firing',
    receiver,
    groupLabels: { alertname: notice.rule.name, cluster: notice.cluster },
    commonLabels: common,
    commonAnnotations: { summary: notice.summary, ...(runbook !== null && { runbook_url: runbook }) },
    externalURL: new URL(notice.url).origin,
    alerts: notice.incidents.map((incident) => alertOf(incident, common, runbook)),
  };
}

function alertOf(incident: NoticeIncident, common: Record<string, string>, runbook: string | null) {
  const labels = sorted({
    ...common,
    ...(incident.group !== null && { group: incident.group }),
    ...(incident.topic !== null && incident.group === null && { topic: incident.topic }),
  });
  return {
    status: incident.status,
    labels,
    annotations: {
      summary: incident.condition,
      ...(incident.lag !== null && { lag: incident.lag }),
      ...(incident.cause !== null && { cause: incident.cause }),
      ...(runbook !== null && { runbook_url: runbook }),
    },
    startsAt: incident.firedAt,
    endsAt: incident.resolvedAt ?? NOT_ENDED,
    generatorURL: incident.url,
    fingerprint: fingerprintOf(labels),
  };
}

const sorted = (labels: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1)));

/** The same for the same labels: 16 hex digits, as Alertmanager's are. */
const fingerprintOf = (labels: Record<string, string>): string =>
  createHash('sha256').update(JSON.stringify(labels)).digest('hex').slice(0, 16);
