import type { Notice, Severity } from '../notice.ts';
import { type Channel, JSON_HEADERS } from './channel.ts';
import { clipped, fitting, oneLine } from './fitting.ts';
import { linesFor, type Templates, titleFor } from './templated.ts';
import { chatLines, markOf, runbooksOf, titleOf } from './words.ts';

/** https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook: 28 KB. */
const MOST_BYTES = 28_000;
const MOST_TITLE = 300;
const MOST_LINE = 1_000;
const MOST_TEXT = 5_000;
const MOST_LINES = 60;

const COLORS: Record<Severity, string> = {
  critical: 'Attention',
  error: 'Attention',
  warning: 'Warning',
  info: 'Accent',
};

/** A workflow of Microsoft Teams that begins "When a Teams webhook request is received", and posts a card: 200 or 202. */
export const teams: Channel<'teams'> = {
  requestOf: (notice, { config }) => ({
    url: config.url,
    headers: JSON_HEADERS,
    body: fitting(notice, MOST_BYTES, (fitted) => JSON.stringify(messageOf(fitted, config))),
  }),
  wordsOf: (notice, config) => ({
    title: clipped(`${markOf(notice)} ${titleFor(notice, config, titleOf(notice))}`, MOST_TITLE),
    lines: linesFor(notice, config, chatLines(notice), MOST_TEXT)
      .filter((line) => line !== '')
      .slice(0, MOST_LINES)
      .map((line) => clipped(line, MOST_LINE)),
  }),
  isTaken: ({ status }) => status === 200 || status === 202,
};

const messageOf = (notice: Notice, templates: Templates) => ({
  type: 'message',
  attachments: [
    { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: cardOf(notice, templates) },
  ],
});

function cardOf(notice: Notice, templates: Templates) {
  const color = notice.event === 'resolved' ? 'Good' : COLORS[notice.rule.severity];
  const { title, lines } = teams.wordsOf(notice, templates);
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      paragraph(title, { size: 'Large', weight: 'Bolder', color }),
      ...lines.map((line) => paragraph(line)),
      paragraph(`Tidemark · ${oneLine(notice.rule.name)} · ${notice.at}`, { size: 'Small', isSubtle: true }),
    ],
    actions: [openUrl('Incident', notice.url), ...runbooksOf(notice).map(({ text, href }) => openUrl(text, href))],
  };
}

/** Only a TextRun is text and nothing else: in a TextBlock or a FactSet what others named would be Markdown, with links. */
const paragraph = (text: string, look: Record<string, unknown> = {}) => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text, ...look }],
});

const openUrl = (title: string, url: string) => ({ type: 'Action.OpenUrl', title, url });
