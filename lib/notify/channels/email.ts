import { type EmailConfig, portOf } from '../configs.ts';
import type { Notice } from '../notice.ts';
import type { Channel, MailRequest } from './channel.ts';
import { clipped, oneLine } from './fitting.ts';
import { linesFor, titleFor } from './templated.ts';
import { incidentLines, otherLines, runbooksOf, titleOf } from './words.ts';

const MOST_SUBJECT = 200;
const MOST_LINE = 500;
const MOST_TEXT = 20_000;
/** As many as a notice lists. */
const MOST_LISTED = 100;

/** E-mail over SMTP, plain text: 2xx is success. */
export const email: Channel<'email', MailRequest> = {
  requestOf: (notice, { config }) => ({ server: serverOf(config), mail: mailOf(notice, config) }),
  wordsOf: (notice, config) => ({
    title: clipped(titleFor(notice, config, usualSubject(notice)), MOST_SUBJECT),
    lines: linesFor(notice, config, usualLines(notice), MOST_TEXT).map((line) => clipped(line, MOST_LINE)),
  }),
  isTaken: ({ status }) => status >= 200 && status < 300,
};

const serverOf = (config: EmailConfig): MailRequest['server'] => {
  const { host, security, user, password } = config;
  const auth = user === undefined || password === undefined ? null : { user, password };
  return { host, port: portOf(config), security, auth };
};

function mailOf(notice: Notice, config: EmailConfig): MailRequest['mail'] {
  const { from, to } = config;
  const { title, lines } = email.wordsOf(notice, config);
  const { messageId, thread } = idsOf(notice, from);
  const isFirst = messageId === thread;
  return {
    from: { name: 'Tidemark', address: from },
    to,
    subject: title,
    text: `${lines.join('\n')}\n\n${endOf(notice)}`,
    messageId,
    ...(isFirst ? {} : { inReplyTo: thread, references: [thread] }),
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

const usualSubject = (notice: Notice): string =>
  notice.event === 'resolved' || notice.event === 'acknowledged'
    ? titleOf(notice)
    : oneLine(`[${notice.rule.severity}] ${notice.summary}`);

function usualLines(notice: Notice): string[] {
  const others = otherLines(notice, MOST_LISTED);
  return [
    oneLine(notice.summary),
    '',
    ...incidentLines(notice),
    ...(others.length === 0 ? [] : ['', 'The others:', ...others]),
  ];
}

/** Where it leads; no address is cut. */
function endOf(notice: Notice): string {
  const { rule, at, url } = notice;
  return [
    `Incident: ${url}`,
    ...runbooksOf(notice).map(({ text, href }) => `${text}: ${href}`),
    '',
    oneLine(`Tidemark · ${rule.name} · ${rule.severity} · ${at}`),
  ].join('\n');
}

/**
 * The id of a mail, and that of the one it answers: all that is told of an incident is one thread under the mail that opened it. Both
 * come from the notice alone, so that a repeat has the same id, and whoever gets it twice can tell. One that opens again is another
 * mail: a reader who has the first would never see it.
 */
function idsOf({ id, event, at, incidents }: Notice, from: string): { messageId: string; thread: string } {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const thread = `<${id}@${domain}>`;
  const opensFirst = event === 'opened' && incidents.some(({ firedAt }) => firedAt === at);
  return { thread, messageId: opensFirst ? thread : `<${id}.${event}.${Date.parse(at)}@${domain}>` };
}
