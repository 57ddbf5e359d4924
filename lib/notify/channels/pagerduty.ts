import type { PagerDutyConfig } from '../configs.ts';
import type { Notice, Severity } from '../notice.ts';
import { type Channel, JSON_HEADERS } from './channel.ts';
import { clipped, fitting } from './fitting.ts';
import { linesFor, titleFor } from './templated.ts';
import { ownersWords, runbooksOf, subjectOf } from './words.ts';

/** https://developer.pagerduty.com/docs/events-api-v2-overview */
const MOST_SUMMARY = 1024;
const MOST_BYTES = 512 * 1024;
const MOST_TEXT = 4_000;

const ACTIONS = { opened: 'trigger', updated: 'trigger', acknowledged: 'acknowledge', resolved: 'resolve' } as const;
/** The same names, in this order of theirs. */
const SEVERITIES: Record<Severity, string> = { critical: 'critical', error: 'error', warning: 'warning', info: 'info' };

/** PagerDuty, Events API v2: 202 is success. After a resolve the same key opens a new incident there. */
export const pagerduty: Channel<'pagerduty'> = {
  requestOf: (notice, { config }) => ({
    url: config.url,
    headers: JSON_HEADERS,
    body: fitting(notice, MOST_BYTES, (fitted) => JSON.stringify(eventOf(fitted, config))),
  }),
  wordsOf: (notice, config) => ({
    title: clipped(titleFor(notice, config, notice.summary), MOST_SUMMARY),
    lines: linesFor(notice, config, [], MOST_TEXT),
  }),
  isTaken: ({ status }) => status === 202,
};

function eventOf(notice: Notice, config: PagerDutyConfig) {
  const event = { routing_key: config.routingKey, event_action: ACTIONS[notice.event], dedup_key: notice.id };
  if (notice.event === 'resolved' || notice.event === 'acknowledged') return event;
  const { rule, cluster, incidents, incidentCount, at, url } = notice;
  const { title, lines } = pagerduty.wordsOf(notice, config);
  const [worst] = incidents;
  const owner = ownersWords(notice);
  return {
    ...event,
    client: 'Tidemark',
    client_url: url,
    payload: {
      summary: title,
      source: cluster,
      severity: SEVERITIES[rule.severity],
      timestamp: at,
      component: worst === undefined ? cluster : subjectOf(worst, cluster),
      group: cluster,
      class: rule.name,
      custom_details: {
        ...(lines.length > 0 && { text: lines.join('\n') }),
        ...(owner !== null && { owner }),
        labels: rule.labels,
        incident_count: incidentCount,
        incidents,
      },
    },
    links: [
      { href: url, text: 'Incident in Tidemark' },
      ...(worst && worst.url !== url ? [{ href: worst.url, text: 'Chart of the group' }] : []),
      ...runbooksOf(notice),
    ],
  };
}
