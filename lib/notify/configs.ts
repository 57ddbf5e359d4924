import { isIP } from 'node:net';
import { z } from 'zod';
import { templateProblem } from './template.ts';

/** Where PagerDuty takes events. */
const PAGERDUTY = 'https://events.pagerduty.com/v2/enqueue';
const LEAST_KEY_BYTES = 24;
const MOST_KEY_BYTES = 64;

const address = z
  .string({ error: 'must be an address that begins with https:// or http://' })
  .trim()
  .refine(isHttp, 'must be an address that begins with https:// or http://, without a user name or password in it');

function isHttp(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

const signingKey = z.string({ error: 'must be a key such as whsec_...' }).refine((key) => {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(key) ?? [];
  const bytes = encoded === undefined ? 0 : Buffer.from(encoded, 'base64').length;
  return bytes >= LEAST_KEY_BYTES && bytes <= MOST_KEY_BYTES;
}, `must be whsec_ and ${LEAST_KEY_BYTES} to ${MOST_KEY_BYTES} bytes in base64, as \`openssl rand -base64 32\` makes them`);

const LONGEST_TITLE = 200;
const LONGEST_TEXT = 2_000;

/** Empty is as good as left out: it is told as usual. */
const template = (longest: number, controls: RegExp, mayHave: string) =>
  z
    .string({ error: 'must be text' })
    .transform((text) => text.replaceAll('\r\n', '\n').trim())
    .pipe(
      z
        .string()
        .max(longest, `must be at most ${longest} characters long`)
        .refine((text) => !controls.test(text), `must have no control characters${mayHave}`)
        .superRefine((text, { addIssue }) => {
          const message = templateProblem(text);
          if (message !== null) addIssue({ code: 'custom', message });
        }),
    )
    .transform((text) => text || undefined)
    .optional();

/** How notices are worded, of every kind of destination. */
const templates = {
  title: template(LONGEST_TITLE, /\p{Cc}/u, ': it is one line'),
  text: template(LONGEST_TEXT, /[^\P{Cc}\n\t]/u, ' but line breaks'),
};

const MOST_RECIPIENTS = 20;

const mailbox = z
  .string({ error: 'must be an e-mail address' })
  .trim()
  .max(254, 'must be at most 254 characters long')
  .pipe(z.email('must be an e-mail address, such as oncall@example.com'));

const mailHost = z
  .string({ error: 'must be the name of a mail server' })
  .trim()
  .max(253, 'must be at most 253 characters long')
  .refine(
    (host) => isIP(host) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(host),
    'must be the name or the address of a mail server, without a port',
  );

/** Where mail servers listen, unless somebody says otherwise. */
const MAIL_PORTS = { starttls: 587, tls: 465, none: 25 } as const;

const email = z
  .strictObject({
    host: mailHost,
    port: z
      .int({ error: 'must be a number from 1 to 65535' })
      .min(1, 'must be at least 1')
      .max(65_535, 'must be at most 65535')
      .optional(),
    security: z.enum(['starttls', 'tls', 'none'], { error: 'must be starttls, tls or none' }).default('starttls'),
    user: z.string().trim().min(1, 'must not be empty; leave it out without one').optional(),
    password: z.string().min(1, 'must not be empty; leave it out without one').optional(),
    from: mailbox,
    to: z
      .array(mailbox, { error: 'must be a list of e-mail addresses' })
      .min(1, 'must have an address')
      .max(MOST_RECIPIENTS, `must be at most ${MOST_RECIPIENTS} addresses`),
    ...templates,
  })
  .superRefine(({ user, password, security }, { addIssue }) => {
    const wrong = (member: string, message: string) => addIssue({ code: 'custom', path: [member], message });
    if (user !== undefined && password === undefined) wrong('password', 'must be given with a user name');
    if (user === undefined && password !== undefined) wrong('user', 'must be given with a password');
    if (password !== undefined && security === 'none')
      wrong('security', 'must be starttls or tls where there is a password');
  });

/** What a destination of each kind is set to. The members that SECRETS of destination.ts names are sealed, and never shown. */
export const CONFIGS = {
  pagerduty: z.strictObject({
    routingKey: z
      .string({ error: 'must be an integration key' })
      .trim()
      .regex(/^[A-Za-z0-9]{32}$/, 'must be an integration key of the Events API v2: 32 letters and digits'),
    url: address.default(PAGERDUTY),
    ...templates,
  }),
  slack: z.strictObject({ url: address, ...templates }),
  teams: z.strictObject({ url: address, ...templates }),
  alertmanager: z.strictObject({
    url: address,
    bearerToken: z.string().trim().min(1, 'must not be empty; leave it out without one').optional(),
    ...templates,
  }),
  webhook: z.strictObject({
    url: address,
    secrets: z.array(signingKey).min(1, 'must have a key to sign with').max(4, 'must be at most 4 keys'),
    ...templates,
  }),
  email,
};
export type DestinationKind = keyof typeof CONFIGS;
export type PagerDutyConfig = z.output<typeof CONFIGS.pagerduty>;
export type SlackConfig = z.output<typeof CONFIGS.slack>;
export type TeamsConfig = z.output<typeof CONFIGS.teams>;
export type AlertmanagerConfig = z.output<typeof CONFIGS.alertmanager>;
export type WebhookConfig = z.output<typeof CONFIGS.webhook>;
export type EmailConfig = z.output<typeof CONFIGS.email>;

/** The port of the mail server. */
export const portOf = ({ port, security }: EmailConfig): number => port ?? MAIL_PORTS[security];
