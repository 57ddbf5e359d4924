import { z } from 'zod';
import { decimalSchema, failureSchema, freshnessSchema, instantSchema } from './common.ts';

/** up; unreachable: the cluster lists it but our connection fails; down: absent from Metadata and still a replica somewhere. */
export const brokerStateSchema = z.enum(['up', 'unreachable', 'down']);
export type BrokerState = z.infer<typeof brokerStateSchema>;

export const brokerSchema = z
  .object({
    brokerId: z.int(),
    host: z.string().nullable(),
    port: z.int().nullable(),
    rack: z.string().nullable(),
    state: brokerStateSchema,
    stateSince: instantSchema,
    seenSince: instantSchema.meta({
      description: 'First poll that saw this broker without a break; no Kafka API gives its start time',
    }),
    failure: failureSchema.nullable(),
    leaders: z.int(),
    replicas: z.int(),
    inSyncReplicas: z.int(),
    underReplicatedLed: z.int(),
    notPreferredLed: z.int(),
    logDirBytes: decimalSchema.nullable(),
  })
  .meta({ id: 'Broker' });
export type Broker = z.infer<typeof brokerSchema>;

/** KRaft: the quorum's leader from DescribeQuorum. ZooKeeper: Metadata.controllerId. */
export const controllerSchema = z.object({
  kind: z.enum(['kraft', 'zookeeper']),
  leaderId: z.int().nullable(),
  epoch: z.int().nullable(),
  voters: z.array(z.object({ id: z.int(), lag: decimalSchema.nullable() })),
  observers: z.array(z.object({ id: z.int(), lag: decimalSchema.nullable() })),
});

export const brokerListSchema = freshnessSchema.extend({
  controller: controllerSchema.nullable(),
  items: z.array(brokerSchema),
});
