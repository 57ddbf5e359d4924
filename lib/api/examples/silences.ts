import type { z } from 'zod';
import { ANY } from '../schemas/patterns.ts';
import type {
  changedSilenceSchema,
  checkedSilenceSchema,
  silenceListSchema,
  silenceSchema,
} from '../schemas/silences.ts';

export const silenceExample: z.input<typeof silenceSchema> = {
  id: '3',
  cluster: 'prod-eu',
  matchers: {
    rules: ANY,
    groups: { include: ['payments-*'], exclude: [] },
    topics: ANY,
    brokers: [],
    severities: [],
    labels: {},
  },
  comment: 'deploy of payments 4.2, OPS-311',
  author: 'ada@example.com',
  startsAt: '2026-11-23T14:00:00.000Z',
  endsAt: '2026-11-23T15:00:00.000Z',
  recurrence: null,
  state: 'in-force',
  from: '2026-11-23T14:00:00.000Z',
  until: '2026-11-23T15:00:00.000Z',
  muted: 1,
};

export const maintenanceExample: z.input<typeof silenceSchema> = {
  ...silenceExample,
  id: '4',
  matchers: { ...silenceExample.matchers, groups: ANY },
  comment: 'brokers are patched',
  startsAt: '2026-11-01T00:00:00.000Z',
  endsAt: null,
  recurrence: { cron: '0 2 * * 6', minutes: 180, timeZone: 'Europe/Berlin' },
  state: 'upcoming',
  from: '2026-11-28T01:00:00.000Z',
  until: '2026-11-28T04:00:00.000Z',
  muted: 0,
};

/** Examples of the OpenAPI document; the schemas type them, so they stay true. */
export const silenceListExample: z.input<typeof silenceListSchema> = { items: [silenceExample, maintenanceExample] };
export const checkedSilenceExample: z.input<typeof checkedSilenceSchema> = {
  firing: 1,
  warnings: [
    { parameter: 'matchers.topics.include', message: 'No topic matches now: it mutes nothing until one does.' },
  ],
};
export const changedSilenceExample: z.input<typeof changedSilenceSchema> = { silence: silenceExample };
