import { createHash } from 'node:crypto';
import type { Notice, NoticeIncident } from '../notice.ts';
import { type Channel, JSON_HEADERS } from './channel.ts';
import { fitting } from './fitting.ts';
import { linesFor, type Templates, titleFor } from './templated.ts';
import { runbookOf } from './words.ts';

/** What Prometheus' Alertmanager gives to its webhook receivers, version 4. */
const NOT_ENDED = '0001-01-01T00:00:00Z';
/** Nothing is said about it; web servers in front of receivers often refuse more. */
const MOST_BYTES = 1_000_000;
const MOST_TEXT = 4_000;

/** Whatever takes webhooks of Alertmanager; 2xx is success. */
export const alertmanager: Channel<'alertmanager'> = {
  requestOf: (notice, { name, config }) => ({
    url: config.url,
    headers: { ...JSON_HEADERS, ...(config.bearerToken && { authorization: `Bearer ${config.bearerToken}` }) },
    body: fitting(notice, MOST_BYTES, (fitted) => JSON.stringify(messageOf(fitted, name, config))),
  }),
  wordsOf: (notice, config) => ({
    title: titleFor(notice, config, notice.summary),
    lines: linesFor(notice, config, [], MOST_TEXT),
  }),
  isTaken: ({ status }) => status >= 200 && status < 300,
};

function messageOf(notice: Notice, receiver: string, templates: Templates) {
  const known = {
    alertname: notice.rule.name,
    cluster: notice.cluster,
    severity: notice.rule.severity,
    ...notice.rule.labels,
  };
  const common = { ...(notice.owner !== null && { owner: notice.owner.team }), ...known };
  const runbook = runbookOf(notice);
  const { title, lines } = alertmanager.wordsOf(notice, templates);
  return {
    version: '4',
    groupKey: notice.id,
    truncatedAlerts: notice.incidentCount - notice.incidents.length,
    status: notice.event === 'resolved' ? 'resolved' : 'firing',
    receiver,
    groupLabels: { alertname: notice.rule.name, cluster: notice.cluster },
    commonLabels: common,
    commonAnnotations: {
      summary: title,
      ...(lines.length > 0 && { description: lines.join('\n') }),
      ...(runbook !== null && { runbook_url: runbook }),
    },
    externalURL: new URL(notice.url).origin,
    alerts: notice.incidents.map((incident) => alertOf(incident, known, runbook)),
  };
}

function alertOf(incident: NoticeIncident, common: Record<string, string>, runbook: string | null) {
  const labels = sorted({
    ...(incident.owner != null && { owner: incident.owner }),
    ...common,
    ...(incident.group !== null && { group: incident.group }),
    // Of a group the topic where the worst is changes, and labels are what an alert is known by.
    ...(incident.aboutTopic != null && { topic: incident.aboutTopic }),
    ...(incident.brokerId !== null && { broker: String(incident.brokerId) }),
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
    fingerprint: fingerprintOf(incident.id),
  };
}

const sorted = (labels: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1)));

/** 16 hex digits, as Alertmanager's are; not of the labels, as the name, the severity and the owner of a rule may change while it fires. */
const fingerprintOf = (incidentId: string): string =>
  createHash('sha256').update(incidentId).digest('hex').slice(0, 16);
