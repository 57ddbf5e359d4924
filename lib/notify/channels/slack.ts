import type { Notice, Severity } from '../notice.ts';
import { type Channel, clipped, incidentLines, JSON_HEADERS, runbookOf } from './channel.ts';

/** https://api.slack.com/reference/block-kit/blocks */
const MOST_TEXT = 3000;
const MOST_HEADER = 150;

const MARKS: Record<Severity, string> = { critical: '🔴', error: '🟠', warning: '🟡', info: '🔵' };

/** An incoming webhook of Slack: 200 with the body `ok`. */
export const slack: Channel<'slack'> = {
  requestOf: (notice, { config: { url } }) => ({
    url,
    headers: JSON_HEADERS,
    body: JSON.stringify({ text: clipped(escaped(titleOf(notice)), MOST_TEXT), blocks: blocksOf(notice) }),
  }),
  isTaken: ({ status, text }) => status === 200 && text.trim() === 'ok',
};

function blocksOf(notice: Notice) {
  const runbook = runbookOf(notice);
  const links = [linkTo(notice.url, 'Incident'), runbook === null ? null : linkTo(runbook, 'Runbook')];
  const lines = [escaped(notice.summary), ...incidentLines(notice).map(escaped), links.filter(Boolean).join(' · ')];
  return [
    { type: 'header', text: { type: 'plain_text', text: clipped(titleOf(notice), MOST_HEADER), emoji: true } },
    { type: 'section', text: { type: 'mrkdwn', text: clipped(lines.join('\n'), MOST_TEXT) } },
    {
      type: 'context',
      elements: [
        { type: 'mrkdwn', text: clipped(escaped(`Tidemark · ${notice.rule.name} · ${notice.at}`), MOST_TEXT) },
      ],
    },
  ];
}

function titleOf({ event, rule, cluster, acknowledgedBy }: Notice): string {
  if (event === 'resolved') return `✅ Resolved: ${rule.name} on ${cluster}`;
  if (event === 'acknowledged') return `👀 ${acknowledgedBy ?? 'Somebody'} has seen ${rule.name} on ${cluster}`;
  return `${MARKS[rule.severity]} ${rule.name} on ${cluster}`;
}

/** The three characters that mean something in Slack's text. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A bar or an angle bracket in the address would end it early. */
const linkTo = (url: string, text: string): string => `<${escaped(url).replaceAll('|', '%7C')}|${text}>`;
