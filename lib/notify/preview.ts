import type { MailRequest } from './channels/channel.ts';
import { requestOf, wordsOf } from './channels/channels.ts';
import type { DestinationKind } from './configs.ts';
import { type Destination, parseDestination } from './destination.ts';
import { exampleNotice } from './example-notice.ts';

/** What a destination would be told of an example. */
export interface Preview {
  event: 'opened' | 'resolved';
  /** What people read; without lines where there is only what programs read. */
  title: string;
  lines: string[];
  /** What is sent: a body of HTTP, or an e-mail with its headers. */
  body: string;
}

export type Previewed =
  | { ok: true; previews: Preview[] }
  | { ok: false; errors: { parameter: string; message: string }[] };

/** Stands for each secret, and is one by its looks alone. */
const SECRET_STAND_INS: Record<DestinationKind, Record<string, unknown>> = {
  pagerduty: { routingKey: '0'.repeat(32) },
  slack: { url: 'https://hooks.slack.com/services/secret' },
  teams: { url: 'https://workflows.example.com/secret' },
  alertmanager: { bearerToken: null },
  webhook: { secrets: [`whsec_${Buffer.alloc(24).toString('base64')}`] },
  email: { user: null, password: null },
};

/** Stands for what somebody has yet to fill in. */
const OPEN_STAND_INS: Partial<Record<DestinationKind, Record<string, unknown>>> = {
  alertmanager: { url: 'https://alerts.example.com/hook' },
  webhook: { url: 'https://hooks.example.com/tidemark' },
  email: { host: 'smtp.example.com', from: 'tidemark@example.com', to: ['oncall@example.com'] },
};

const SHOWN_SECRET = '[secret]';

/**
 * What a destination that is set to this would be told of an example that opens, and is over. None of its secrets is looked at, so
 * none can be in it; what is missing of the rest is made up, and what is wrong is said at its field.
 */
export function previewOf(
  kind: DestinationKind,
  name: string,
  config: Readonly<Record<string, unknown>>,
  { now, console }: { now: Date; console: string },
): Previewed {
  const filled = Object.entries(config).filter(([, value]) => value !== null && value !== '');
  const whole = { ...OPEN_STAND_INS[kind], ...Object.fromEntries(filled), ...SECRET_STAND_INS[kind] };
  const parsed = parseDestination(
    kind,
    name,
    Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== null)),
  );
  if (!parsed.ok) return parsed;
  const destination = withoutKey(parsed.destination);
  const events = ['opened', 'resolved'] as const;
  return {
    ok: true,
    previews: events.map((event) => {
      const notice = exampleNotice(event, now, console);
      const request = requestOf(notice, destination, { now, deliveryId: notice.id });
      return {
        event,
        ...wordsOf(notice, destination),
        body: 'mail' in request ? mailText(request.mail) : request.body,
      };
    }),
  };
}

/** The one secret that is in a body. */
function withoutKey(destination: Destination): Destination {
  return destination.kind === 'pagerduty'
    ? { ...destination, config: { ...destination.config, routingKey: SHOWN_SECRET } }
    : destination;
}

function mailText({ from, to, subject, messageId, inReplyTo, text }: MailRequest['mail']): string {
  return [
    `From: ${from.name} <${from.address}>`,
    `To: ${to.join(', ')}`,
    `Subject: ${subject}`,
    `Message-ID: ${messageId}`,
    ...(inReplyTo === undefined ? [] : [`In-Reply-To: ${inReplyTo}`]),
    '',
    text,
  ].join('\n');
}
