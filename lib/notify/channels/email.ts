import { type EmailConfig, portOf } from '../configs.ts';
import type { Notice } from '../notice.ts';
import type { Channel, MailRequest } from './channel.ts';
import { clipped, oneLine } from './fitting.ts';
import { incidentLines, otherLines, runbookOf, titleOf } from './words.ts';

const MOST_SUBJECT = 200;
const MOST_LINE = 500;
/** As many as a notice lists. */
const MOST_LISTED = 100;

/** E-mail over SMTP, plain text: 2xx is success. */
export const email: Channel<'email', MailRequest> = {
  requestOf: (notice, { config }) => ({ server: serverOf(config), mail: mailOf(notice, config) }),
  isTaken: ({ status }) => status >= 200 && status < 300,
};

const serverOf = (config: EmailConfig): MailRequest['server'] => {
  const { host, security, user, password } = config;
  const auth = user === undefined || password === undefined ? null : { user, password };
  return { host, port: portOf(config), security, auth };
};

function mailOf(notice: Notice, { from, to }: EmailConfig): MailRequest['mail'] {
  const { messageId, thread } = idsOf(notice, from);
  const isFirst = messageId === thread;
  return {
    from: { name: 'Tidemark', address: from },
    to,
    subject: subjectOf(notice),
    text: textOf(notice),
    messageId,
    ...(isFirst ? {} : { inReplyTo: thread, references: [thread] }),
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

const subjectOf = (notice: Notice): string =>
  clipped(
    oneLine(notice.event === 'opened' ? `[${notice.rule.severity}] ${notice.summary}` : titleOf(notice)),
    MOST_SUBJECT,
  );

function textOf(notice: Notice): string {
  const { summary, rule, at, url } = notice;
  const runbook = runbookOf(notice);
  const short = (lines: readonly string[]) => lines.map((line) => clipped(oneLine(line), MOST_LINE));
  const others = short(otherLines(notice, MOST_LISTED));
  const paragraphs = [
    short([summary]),
    short(incidentLines(notice)),
    others.length === 0 ? [] : ['The others:', ...others],
    [`Incident: ${url}`, ...(runbook === null ? [] : [`Runbook: ${runbook}`])],
    short([`Tidemark · ${rule.name} · ${rule.severity} · ${at}`]),
  ];
  return paragraphs.flatMap((lines) => (lines.length === 0 ? [] : lines.join('\n'))).join('\n\n');
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
