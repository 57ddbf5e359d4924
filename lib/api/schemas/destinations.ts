import { z } from 'zod';
import { PLACEHOLDERS } from '#lib/notify/template.ts';
import { idSchema, instantSchema } from './common.ts';
import { reasonField } from './reason.ts';

export const DESTINATION_KINDS = ['pagerduty', 'slack', 'teams', 'alertmanager', 'webhook', 'email'] as const;
export const DELIVERY_STATES = ['waiting', 'delivered', 'parked'] as const;

const LONGEST_NAME = 100;
const nameField = z
  .string({ error: 'must be a name' })
  .trim()
  .min(1, 'must not be empty: rules name it')
  .max(LONGEST_NAME, `must be at most ${LONGEST_NAME} characters long`)
  .refine((name) => !/\p{Cc}/u.test(name), 'must be one line, without control characters');

const kindField = z.enum(DESTINATION_KINDS, { error: `must be one of ${DESTINATION_KINDS.join(', ')}` });

/** What is asked for a destination; `config` has the fields of its kind, and is checked by the channel. */
export const destinationInputSchema = z.strictObject({
  name: nameField,
  kind: kindField,
  config: z.record(z.string(), z.unknown()).meta({
    description:
      'pagerduty: {routingKey, url?}. slack: {url}. teams: {url}. alertmanager: {url, bearerToken?}. webhook: {url, secrets: [whsec_..., newest first]}.' +
      ' email: {host, port?, security?: starttls | tls | none, user?, password?, from, to: [1 to 20 addresses]}. Each: title?, text?, templates such as "{{ group }} is behind"; ' +
      `they may name ${Object.keys(PLACEHOLDERS).join(', ')}`,
  }),
  reason: reasonField,
});
export type DestinationInput = z.input<typeof destinationInputSchema>;

/** The same of one that is there: what is left out of `config` stays, so that no secret need be typed again, and what is null goes. */
export const destinationChangeSchema = z.strictObject({
  name: nameField.optional(),
  config: z.record(z.string(), z.unknown()).optional(),
  reason: reasonField,
});
export type DestinationChange = z.input<typeof destinationChangeSchema>;

export const destinationSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    kind: z.enum(DESTINATION_KINDS),
    settings: z
      .record(z.string(), z.string())
      .meta({ description: 'What it is set to, secrets masked', example: { url: 'https://hooks.slack.com/…abcd' } }),
    usable: z
      .boolean()
      .meta({ description: 'False where its secrets cannot be opened with the key of this installation' }),
    rules: z.int().meta({ description: 'How many rules name it' }),
    owners: z.array(z.string()).meta({ description: 'Teams for which `owners` of tidemark.yaml names it' }),
    waiting: z.int(),
    parked: z.int().meta({ description: 'Deliveries that will not be tried again by themselves' }),
    lastDeliveredAt: instantSchema.nullable(),
    updatedAt: instantSchema,
  })
  .meta({ id: 'Destination' });
export type Destination = z.infer<typeof destinationSchema>;

export const destinationListSchema = z.object({
  items: z.array(destinationSchema),
  missing: z.array(z.object({ name: z.string(), owners: z.array(z.string()) })).meta({
    description: 'What `owners` of tidemark.yaml names and is not there: those teams are told nothing of their own',
  }),
});
export type DestinationList = z.infer<typeof destinationListSchema>;
export const changedDestinationSchema = z.object({ destination: destinationSchema });

export const deliveryAttemptSchema = z.object({
  attempt: z.int(),
  at: instantSchema,
  status: z
    .int()
    .nullable()
    .meta({ description: 'Of HTTP, or the code of the reply of a mail server; null where no answer came' }),
  outcome: z.enum(['delivered', 'retry', 'parked']),
  detail: z.string().meta({ description: 'What was answered, or went wrong; secrets are left out' }),
  durationMs: z.int(),
});

export const deliverySchema = z
  .object({
    id: idSchema,
    destination: z.object({ id: idSchema, name: z.string(), kind: z.enum(DESTINATION_KINDS) }),
    event: z.enum(['opened', 'updated', 'acknowledged', 'resolved', 'test']),
    noticeId: z.string().meta({ description: 'The same for everything that is sent about one incident' }),
    summary: z.string(),
    incident: z.uuid().nullable(),
    state: z.enum(DELIVERY_STATES),
    reason: z.string().nullable().meta({ description: 'Why it is parked, or was not delivered yet' }),
    createdAt: instantSchema,
    nextAt: instantSchema.nullable().meta({ description: 'When it is tried next; null unless it waits' }),
    attempts: z.array(deliveryAttemptSchema).meta({ description: 'The newest 20, the newest first' }),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof deliverySchema>;

export const deliveryListSchema = z.object({
  items: z.array(deliverySchema),
  nextCursor: z.string().nullable(),
});

export const testDeliverySchema = z.object({
  delivered: z.boolean(),
  status: z.int().nullable(),
  detail: z.string().meta({ description: 'What was answered, or what went wrong' }),
});
export type TestDelivery = z.infer<typeof testDeliverySchema>;

/** A destination as somebody is about to make it: what is missing of it is made up. */
export const previewInputSchema = z.strictObject({
  kind: kindField,
  name: z.string().max(LONGEST_NAME).default('preview'),
  config: z.record(z.string(), z.unknown()).meta({
    description: 'As of a destination. Its secrets are not looked at: leave them out',
    example: { title: '{{ group }} is {{ behind }} behind' },
  }),
});
export type PreviewInput = z.input<typeof previewInputSchema>;

export const previewSchema = z.object({
  items: z.array(
    z.object({
      event: z.enum(['opened', 'resolved']),
      title: z.string().meta({ description: 'What people read first' }),
      lines: z.array(z.string()).meta({ description: 'What they read below it; none where only programs read it' }),
      body: z.string().meta({ description: 'What is sent: the body of the request, or the e-mail with its headers' }),
    }),
  ),
  placeholders: z.record(z.string(), z.string()).meta({ description: 'What templates may name, and what that is' }),
});
export type Preview = z.infer<typeof previewSchema>;
