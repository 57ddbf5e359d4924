import type { Destination, DestinationInput } from '#lib/api/schemas/destinations.ts';

export type Kind = Destination['kind'];

/** A field of a kind of destination. */
export interface ConfigField {
  name: string;
  label: string;
  placeholder: string;
  note: string;
  /** It is shown to nobody once it is saved: left empty in a change it stays. */
  isSecret: boolean;
  /** What stands for it when it is left empty, also where it was something else before. */
  usual?: string;
  /** Several values, with commas between. */
  isList?: boolean;
  isNumber?: boolean;
  /** Left empty it is taken away; a secret is when the field that it goes with is. */
  mayGo?: boolean | { with: string };
  /** The values that there are; the first unless another is chosen. */
  options?: readonly { value: string; label: string }[];
}

export const KINDS: readonly { value: Kind; label: string }[] = [
  { value: 'pagerduty', label: 'PagerDuty' },
  { value: 'slack', label: 'Slack' },
  { value: 'teams', label: 'Microsoft Teams' },
  { value: 'alertmanager', label: 'Receiver of Alertmanager webhooks' },
  { value: 'webhook', label: 'Signed webhook' },
  { value: 'email', label: 'E-mail' },
];

const PAGERDUTY = 'https://events.pagerduty.com/v2/enqueue';

export const FIELDS: Record<Kind, readonly ConfigField[]> = {
  pagerduty: [
    {
      name: 'routingKey',
      label: 'Integration key',
      placeholder: '32 letters and digits',
      note: 'Of an integration “Events API V2” of the service.',
      isSecret: true,
    },
    {
      name: 'url',
      label: 'Address',
      placeholder: PAGERDUTY,
      note: 'Empty: that of PagerDuty.',
      isSecret: false,
      usual: PAGERDUTY,
    },
  ],
  slack: [
    {
      name: 'url',
      label: 'Webhook address',
      placeholder: 'https://hooks.slack.com/services/…',
      note: 'Of an incoming webhook; whoever knows it can write there.',
      isSecret: true,
    },
  ],
  teams: [
    {
      name: 'url',
      label: 'Workflow address',
      placeholder: 'https://….logic.azure.com/workflows/…',
      note: 'Of a workflow “When a Teams webhook request is received”; whoever knows it can write there.',
      isSecret: true,
    },
  ],
  alertmanager: [
    {
      name: 'url',
      label: 'Address',
      placeholder: 'https://alerts.example.com/hook',
      note: 'Anything that takes webhooks of Alertmanager, version 4.',
      isSecret: false,
    },
    {
      name: 'bearerToken',
      label: 'Bearer token',
      placeholder: '',
      note: 'Sent as the header Authorization; may stay empty.',
      isSecret: true,
    },
  ],
  webhook: [
    {
      name: 'url',
      label: 'Address',
      placeholder: 'https://hooks.example.com/tidemark',
      note: 'Takes what standardwebhooks.com describes.',
      isSecret: false,
    },
    {
      name: 'secrets',
      label: 'Signing keys',
      placeholder: 'whsec_…',
      note: 'The newest first, with commas between while you rotate.',
      isSecret: true,
      isList: true,
    },
  ],
  email: [
    {
      name: 'host',
      label: 'Mail server',
      placeholder: 'smtp.example.com',
      note: 'It is connected to from where the console runs.',
      isSecret: false,
    },
    {
      name: 'security',
      label: 'Security',
      placeholder: '',
      note: 'A password is never sent in the open.',
      isSecret: false,
      options: [
        { value: 'starttls', label: 'STARTTLS, or nothing is sent' },
        { value: 'tls', label: 'TLS from the first byte on' },
        { value: 'none', label: 'None: in the open' },
      ],
    },
    {
      name: 'port',
      label: 'Port',
      placeholder: '587',
      note: 'Empty: 587, 465 with TLS from the first byte on, 25 without any.',
      isSecret: false,
      isNumber: true,
      mayGo: true,
    },
    {
      name: 'user',
      label: 'User name',
      placeholder: '',
      note: 'May stay empty where the server lets everybody send.',
      isSecret: false,
      mayGo: true,
    },
    { name: 'password', label: 'Password', placeholder: '', note: '', isSecret: true, mayGo: { with: 'user' } },
    {
      name: 'from',
      label: 'From',
      placeholder: 'tidemark@example.com',
      note: 'Who it comes from; answers go there.',
      isSecret: false,
    },
    {
      name: 'to',
      label: 'To',
      placeholder: 'oncall@example.com, payments@example.com',
      note: 'At most 20 addresses, with commas between.',
      isSecret: false,
      isList: true,
    },
  ],
};

/**
 * What the API is asked for: fields that are left empty, and have no usual value, are not sent, so that they keep what they have; of
 * those that may go null is sent.
 */
export function configOf(kind: Kind, values: Readonly<Record<string, string>>): DestinationInput['config'] {
  return Object.fromEntries(
    FIELDS[kind].flatMap((field): [string, unknown][] => {
      const value = filledIn(field, values);
      if (value !== '') return [[field.name, typedOf(field, value)]];
      return goes(field, values) ? [[field.name, null]] : [];
    }),
  );
}

const filledIn = ({ name, usual = '', options }: ConfigField, values: Readonly<Record<string, string>>): string =>
  (values[name] ?? '').trim() || usual || (options?.[0]?.value ?? '');

function typedOf({ isList = false, isNumber = false }: ConfigField, value: string): unknown {
  if (isNumber) return Number(value);
  return isList ? value.split(',').map((one) => one.trim()) : value;
}

function goes({ mayGo = false }: ConfigField, values: Readonly<Record<string, string>>): boolean {
  return typeof mayGo === 'boolean' ? mayGo : (values[mayGo.with] ?? '').trim() === '';
}
