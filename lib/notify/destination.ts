import { z } from 'zod';

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

/** What a destination of each kind is set to. The members that SECRETS names are sealed, and never shown. */
export const CONFIGS = {
  pagerduty: z.strictObject({
    routingKey: z
      .string({ error: 'must be an integration key' })
      .trim()
      .regex(/^[A-Za-z0-9]{32}$/, 'must be an integration key of the Events API v2: 32 letters and digits'),
    url: address.default(PAGERDUTY),
  }),
  slack: z.strictObject({ url: address }),
  teams: z.strictObject({ url: address }),
  alertmanager: z.strictObject({
    url: address,
    bearerToken: z.string().trim().min(1, 'must not be empty; leave it out without one').optional(),
  }),
  webhook: z.strictObject({
    url: address,
    secrets: z.array(signingKey).min(1, 'must have a key to sign with').max(4, 'must be at most 4 keys'),
  }),
};
export type DestinationKind = keyof typeof CONFIGS;
export type PagerDutyConfig = z.output<typeof CONFIGS.pagerduty>;
export type SlackConfig = z.output<typeof CONFIGS.slack>;
export type TeamsConfig = z.output<typeof CONFIGS.teams>;
export type AlertmanagerConfig = z.output<typeof CONFIGS.alertmanager>;
export type WebhookConfig = z.output<typeof CONFIGS.webhook>;

/** A destination as a notice is sent to it: with its secrets. */
export type Destination =
  | { kind: 'pagerduty'; name: string; config: PagerDutyConfig }
  | { kind: 'slack'; name: string; config: SlackConfig }
  | { kind: 'teams'; name: string; config: TeamsConfig }
  | { kind: 'alertmanager'; name: string; config: AlertmanagerConfig }
  | { kind: 'webhook'; name: string; config: WebhookConfig };

/** The members that let whoever knows them send, or read, in our name. The address of a chat is such a key itself. */
const SECRETS: Record<DestinationKind, readonly string[]> = {
  pagerduty: ['routingKey'],
  slack: ['url'],
  teams: ['url'],
  alertmanager: ['bearerToken'],
  webhook: ['secrets'],
};

/** The configuration of a destination in two: what may stand open, and what is to be sealed. */
export function splitConfig({ kind, config }: Destination): {
  settings: Record<string, unknown>;
  secrets: Record<string, unknown>;
} {
  const entries = Object.entries(config);
  const isSecret = ([member]: [string, unknown]) => SECRETS[kind].includes(member);
  return {
    settings: Object.fromEntries(entries.filter((entry) => !isSecret(entry))),
    secrets: Object.fromEntries(entries.filter(isSecret)),
  };
}

/** Whether this configuration would send a secret of the other, which nobody entered again, to somebody else. */
export function leaksSecret(before: Destination, after: Destination): boolean {
  const sent = secretsSentBy(after);
  return (
    sent.length > 0 && originOf(before) !== originOf(after) && sent.some((one) => secretsSentBy(before).includes(one))
  );
}

/** Secrets that a request holds as they are: keys that only sign are not sent, and an address is where it goes. */
function secretsSentBy({ kind, config }: Destination): string[] {
  if (kind === 'pagerduty') return [config.routingKey];
  return kind === 'alertmanager' && config.bearerToken !== undefined ? [config.bearerToken] : [];
}

const originOf = ({ config }: Destination): string => new URL(config.url).origin;

/** All texts of a destination that no log and no answer may show. */
export function secretsOf({ kind, config }: Destination): string[] {
  const members: Record<string, unknown> = { ...config };
  return SECRETS[kind].flatMap((member) => members[member] ?? []).filter((value) => typeof value === 'string');
}

const SHOWN_END = 4;

/** What a destination is set to, as it may be shown: of each secret its last four characters. */
export function shownSettings({ kind, config }: Destination): Record<string, string> {
  const shown = Object.entries(config).flatMap(([name, value]): [string, string][] => {
    const texts = [value].flat().filter((text) => typeof text === 'string');
    if (!SECRETS[kind].includes(name)) return [[name, texts.join(', ')]];
    return [[name, texts.map((text) => masked(text)).join(', ')]];
  });
  return Object.fromEntries(shown);
}

function masked(secret: string): string {
  const end = secret.slice(-SHOWN_END);
  return URL.canParse(secret) ? `${new URL(secret).origin}/…${end}` : `…${end}`;
}

/** A destination of what somebody wrote; every error at its field. */
export function parseDestination(
  kind: DestinationKind,
  name: string,
  config: unknown,
): { ok: true; destination: Destination } | { ok: false; errors: { parameter: string; message: string }[] } {
  const parsed = CONFIGS[kind].safeParse(config);
  if (parsed.success) return { ok: true, destination: { kind, name, config: parsed.data } as Destination };
  return {
    ok: false,
    errors: parsed.error.issues.map(({ path, message }) => ({ parameter: ['config', ...path].join('.'), message })),
  };
}
