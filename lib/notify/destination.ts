import {
  type AlertmanagerConfig,
  CONFIGS,
  type DestinationKind,
  type EmailConfig,
  type PagerDutyConfig,
  portOf,
  type SlackConfig,
  type TeamsConfig,
  type WebhookConfig,
} from './configs.ts';

/** A destination as a notice is sent to it: with its secrets. */
export type Destination =
  | { kind: 'pagerduty'; name: string; config: PagerDutyConfig }
  | { kind: 'slack'; name: string; config: SlackConfig }
  | { kind: 'teams'; name: string; config: TeamsConfig }
  | { kind: 'alertmanager'; name: string; config: AlertmanagerConfig }
  | { kind: 'webhook'; name: string; config: WebhookConfig }
  | { kind: 'email'; name: string; config: EmailConfig };

/** The members that let whoever knows them send, or read, in our name. The address of a chat is such a key itself. */
const SECRETS: Record<DestinationKind, readonly string[]> = {
  pagerduty: ['routingKey'],
  slack: ['url'],
  teams: ['url'],
  alertmanager: ['bearerToken'],
  webhook: ['secrets'],
  email: ['password'],
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
  if (kind === 'email') return config.password === undefined ? [] : [config.password];
  return kind === 'alertmanager' && config.bearerToken !== undefined ? [config.bearerToken] : [];
}

/** Where what is sent to a destination goes, and who may read it on the way. */
const originOf = ({ kind, config }: Destination): string =>
  kind === 'email' ? `${config.security}://${config.host}:${portOf(config)}` : new URL(config.url).origin;

/** All texts of a destination that no log and no answer may show. */
export function secretsOf({ kind, config }: Destination): string[] {
  const members: Record<string, unknown> = { ...config };
  return SECRETS[kind].flatMap((member) => members[member] ?? []).filter((value) => typeof value === 'string');
}

const SHOWN_END = 4;
/** Of what is shorter, as passwords are, nothing is shown: four characters would be much of it. */
const SHORTEST_WITH_END = 20;

/** What a destination is set to, as it may be shown: of each long secret its last four characters, to know it by. */
export function shownSettings({ kind, config }: Destination): Record<string, string> {
  const shown = Object.entries(config).flatMap(([name, value]): [string, string][] => {
    const texts = [value].flat().flatMap((one) => (one === undefined ? [] : String(one)));
    if (texts.length === 0) return [];
    if (!SECRETS[kind].includes(name)) return [[name, texts.join(', ')]];
    return [[name, texts.map((text) => (name === 'password' ? '…' : masked(text))).join(', ')]];
  });
  return Object.fromEntries(shown);
}

function masked(secret: string): string {
  const end = secret.length < SHORTEST_WITH_END ? '' : secret.slice(-SHOWN_END);
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
