import { CompressionTypes } from 'kafkajs';
import type { Random } from './random.ts';
import { clickRecord } from './records/behaviour.ts';
import { invoiceRecord, orderRecord, paymentRecord, shipmentRecord } from './records/commerce.ts';
import type { DemoRecord } from './records/record.ts';
import type { Pattern } from './traffic.ts';

const MB = 1_000_000;

/** The smallest segment which Kafka 4 allows is 1 MiB. */
const SEGMENT_BYTES = 1_048_576;

/** A topic of the demo: how it is laid out, what it keeps, and who fills it. */
export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  /** `last-broker` puts every partition, unreplicated, on the broker with the highest id. */
  readonly placement: 'replicated' | 'last-broker';
  readonly codec: CompressionTypes;
  /** Per partition. */
  readonly retentionBytes: number;
  /** Per partition, and never less than Kafka allows. */
  readonly segmentBytes: number;
  readonly configs?: Readonly<Record<string, string>>;
  /** Records made all the time; a topic without it is written by its scenario. */
  readonly traffic?: { readonly pattern: Pattern; readonly make: (random: Random, nowMs: number) => DemoRecord };
}

const common = { placement: 'replicated', segmentBytes: SEGMENT_BYTES } as const;

const steady = (perSecond: number): Pattern => ({ kind: 'steady', perSecond });

/** The topics by name. Rates and retention are chosen so that only the topic meant to lose records loses any. */
export const topics = {
  payments: {
    ...common,
    name: 'payments',
    partitions: 6,
    codec: CompressionTypes.ZSTD,
    retentionBytes: 3 * MB,
    traffic: { pattern: steady(20), make: paymentRecord },
  },
  orders: {
    ...common,
    name: 'orders',
    partitions: 3,
    codec: CompressionTypes.GZIP,
    retentionBytes: 2 * MB,
    traffic: { pattern: steady(10), make: orderRecord },
  },
  clickstream: {
    ...common,
    name: 'clickstream',
    partitions: 6,
    codec: CompressionTypes.Snappy,
    retentionBytes: 4 * MB,
    traffic: {
      pattern: { kind: 'bursty', perSecond: 15, burstPerSecond: 90, everyMs: 150_000, burstMs: 30_000 },
      make: clickRecord,
    },
  },
  invoices: {
    ...common,
    name: 'invoices',
    partitions: 3,
    codec: CompressionTypes.None,
    retentionBytes: 4 * MB,
    traffic: { pattern: steady(2), make: invoiceRecord },
  },
  shipments: {
    ...common,
    name: 'shipments',
    partitions: 4,
    codec: CompressionTypes.LZ4,
    retentionBytes: 3 * MB,
    traffic: { pattern: steady(4), make: shipmentRecord },
  },
} as const satisfies Record<string, TopicSpec>;
