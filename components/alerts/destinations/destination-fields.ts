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
}

export const KINDS: readonly { value: Kind; label: string }[] = [
  { value: 'pagerduty', label: 'PagerDuty' },
  { value: 'slack', label: 'Slack' },
  { value: 'teams', label: 'Microsoft Teams' },
  { value: 'alertmanager', label: 'Receiver of Alertmanager webhooks' },
  { value: 'webhook', label: 'Signed webhook' },
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
};

/** What the API is asked for: fields that are left empty, and have no usual value, are not sent, so that they keep what they have. */
export function configOf(kind: Kind, values: Readonly<Record<string, string>>): DestinationInput['config'] {
  return Object.fromEntries(
    FIELDS[kind].flatMap(({ name, usual = '', isList = false }): [string, unknown][] => {
      const value = (values[name] ?? '').trim() || usual;
      if (value === '') return [];
      return [[name, isList ? value.split(',').map((one) => one.trim()) : value]];
    }),
  );
}
