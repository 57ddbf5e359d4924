import type { Notice, Severity } from '../notice.ts';
import { type Channel, JSON_HEADERS } from './channel.ts';
import { clipped, fitting } from './fitting.ts';
import { runbookOf } from './words.ts';

/** https://developer.pagerduty.com/docs/events-api-v2-overview */
const MOST_SUMMARY = 1024;
const MOST_BYTES = 512 * 1024;

const ACTIONS = { opened: 'trigger', updated: 'trigger', acknowledged: 'acknowledge', resolved: 'resolve' } as const;
/** The same names, in this order of theirs. */
const SEVERITIES: Record<Severity, string> = { critical: 'critical', error: 'error', warning: 'warning', info: 'info' };

/** PagerDuty, Events API v2: 202 is success. After a resolve the same key opens a new incident there. */
export const pagerduty: Channel<'pagerduty'> = {
  requestOf: (notice, { config: { url, routingKey } }) => ({
    url,
    headers: JSON_HEADERS,
    body: fitting(notice, MOST_BYTES, (fitted) => JSON.stringify(eventOf(fitted, routingKey))),
  }),
  isTaken: ({ status }) => status === 202,
};

function eventOf(notice: Notice, routingKey: string) {
  const event = { routing_key: routingKey, event_action: ACTIONS[notice.event], dedup_key: notice.id };
  if (notice.event === 'resolved' || notice.event === 'acknowledged') return event;
  const { rule, cluster, incidents, incidentCount, summary, at, url } = notice;
  const [worst] = incidents;
  const runbook = runbookOf(notice);
  return {
    ...event,
    client: 'Tidemark',
    client_url: url,
    payload: {
      summary: clipped(summary, MOST_SUMMARY),
      source: cluster,
      severity: SEVERITIES[rule.severity],
      timestamp: at,
      component: worst?.group ?? worst?.topic ?? cluster,
      group: cluster,
      class: rule.name,
      custom_details: { labels: rule.labels, incident_count: incidentCount, incidents },
    },
    links: [
      { href: url, text: 'Incident in Tidemark' },
      ...(worst && worst.url !== url ? [{ href: worst.url, text: 'Chart of the group' }] : []),
      ...(runbook === null ? [] : [{ href: runbook, text: 'Runbook' }]),
    ],
  };
}
