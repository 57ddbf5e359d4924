import type { Notice } from '../notice.ts';
import { type Channel, JSON_HEADERS, type Words } from './channel.ts';
import { clipped, oneLine } from './fitting.ts';
import { linesFor, titleFor } from './templated.ts';
import { chatLines, markOf, runbooksOf, titleOf } from './words.ts';

/** https://api.slack.com/reference/block-kit/blocks */
const MOST_TEXT = 3000;
const MOST_HEADER = 150;
const MOST_LINE = 1_000;
const MOST_LINK = 1_400;
const BETWEEN = ' · ';

/** An incoming webhook of Slack: 200 with the body `ok`. */
export const slack: Channel<'slack'> = {
  requestOf(notice, { config }) {
    const words = slack.wordsOf(notice, config);
    const body = JSON.stringify({ text: escaped(words.title), blocks: blocksOf(notice, words) });
    return { url: config.url, headers: JSON_HEADERS, body };
  },
  wordsOf: (notice, config) => ({
    title: clipped(`${markOf(notice)} ${titleFor(notice, config, titleOf(notice))}`, MOST_HEADER),
    lines: linesFor(notice, config, chatLines(notice), MOST_TEXT).map((line) => clipped(line, MOST_LINE)),
  }),
  isTaken: ({ status, text }) => status === 200 && text.trim() === 'ok',
};

function blocksOf(notice: Notice, { title, lines }: Words) {
  return [
    { type: 'header', text: { type: 'plain_text', text: title, emoji: true } },
    { type: 'section', text: mrkdwn(escaped(lines.join('\n'))) },
    { type: 'section', text: mrkdwn(linksOf(notice)) },
    { type: 'context', elements: [mrkdwn(escaped(oneLine(`Tidemark · ${notice.rule.name} · ${notice.at}`)))] },
  ];
}

/** Verbatim: nothing becomes a link or a mention because it looks like one. */
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true });

/** Text with the three characters that mean something in Slack's written so that they do not, as much of it as a block takes. */
const escaped = (text: string): string =>
  clipped(
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    MOST_TEXT,
    // One of the three may have been cut in two.
  ).replace(/&[a-z]*…$/, '…');

function linksOf(notice: Notice): string {
  const runbooks = runbooksOf(notice).map(({ text, href }) => linkTo(href, text));
  let left = MOST_TEXT;
  // Half a link leads nowhere: what there is no room for is left out.
  const links = [linkTo(notice.url, 'Incident'), ...runbooks].filter(({ length }) => {
    const isShown = length <= MOST_LINK && length + BETWEEN.length <= left;
    if (isShown) left -= length + BETWEEN.length;
    return isShown;
  });
  return links.join(BETWEEN) || 'Tidemark';
}

/** A bar or an angle bracket in the address would end it early. */
const linkTo = (url: string, text: string): string => `<${escaped(url).replaceAll('|', '%7C')}|${escaped(text)}>`;
