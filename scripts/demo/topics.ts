import { CompressionTypes } from 'kafkajs';
import type { DemoKnobs } from './knobs.ts';
import type { Random } from './random.ts';
import { clickRecord, customerRecord, deviceRecord } from './records/behaviour.ts';
import { invoiceRecord, orderRecord, paymentRecord, shipmentRecord } from './records/commerce.ts';
import { auditRecord, cacheRecord, ledgerRecord, priceRecord, stockRecord } from './records/platform.ts';
import type { DemoRecord } from './records/record.ts';
import type { Pattern } from './traffic.ts';

const MB = 1_000_000;

/** The smallest segment which Kafka 4 allows is 1 MiB. */
export const SEGMENT_BYTES = 1_048_576;

/** A topic of the demo: how it is laid out, what it keeps, and who fills it. */
export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  /** `last-broker` puts every partition, unreplicated, on the broker with the highest id. */
  readonly placement: 'replicated' | 'last-broker';
  readonly codec: CompressionTypes;
  /** What stays of each partition, besides the segment being written. */
  readonly keepsBytes: number;
  /** `compact`: the newest record of each key stays, of which there are few enough to fit `keepsBytes`. */
  readonly cleanup: 'delete' | 'compact';
  /** The application creates this internal topic itself, as it wants it. */
  readonly createdByItsApplication?: true;
  readonly configs?: (knobs: DemoKnobs) => Readonly<Record<string, string>>;
  /** Records made all the time; a topic without it is written by its scenario. */
  readonly traffic?: { readonly pattern: Pattern; readonly make: (random: Random, nowMs: number) => DemoRecord };
}

const common = { placement: 'replicated', cleanup: 'delete', codec: CompressionTypes.None } as const;

const steady = (perSecond: number): Pattern => ({ kind: 'steady', perSecond });

/** The topics by name. Rates and sizes are such that retention overtakes no group that still reads, but the one meant to be. */
export const topics = {
  payments: {
    ...common,
    name: 'payments',
    partitions: 6,
    codec: CompressionTypes.ZSTD,
    keepsBytes: 1.5 * MB,
    traffic: { pattern: steady(20), make: paymentRecord },
  },
  paymentsDeadLetters: { ...common, name: 'payments.DLT', partitions: 1, keepsBytes: MB },
  orders: {
    ...common,
    name: 'orders',
    partitions: 3,
    codec: CompressionTypes.GZIP,
    keepsBytes: 2 * MB,
    traffic: { pattern: steady(10), make: orderRecord },
  },
  ordersDeadLetters: { ...common, name: 'orders-search-sink-dlq', partitions: 1, keepsBytes: MB },
  clickstream: {
    ...common,
    name: 'clickstream',
    partitions: 6,
    codec: CompressionTypes.Snappy,
    keepsBytes: 3 * MB,
    traffic: {
      pattern: { kind: 'bursty', perSecond: 15, burstPerSecond: 90, everyMs: 150_000, burstMs: 30_000 },
      make: clickRecord,
    },
  },
  invoices: {
    ...common,
    name: 'invoices',
    partitions: 3,
    keepsBytes: 3 * MB,
    traffic: { pattern: steady(2), make: invoiceRecord },
  },
  shipments: {
    ...common,
    name: 'shipments',
    partitions: 4,
    codec: CompressionTypes.LZ4,
    keepsBytes: 3 * MB,
    traffic: { pattern: steady(4), make: shipmentRecord },
  },
  customers: {
    ...common,
    name: 'customers',
    partitions: 3,
    cleanup: 'compact',
    keepsBytes: 0.1 * MB,
    configs: (knobs) => ({
      'segment.ms': String(knobs.compactedSegmentMs),
      'min.cleanable.dirty.ratio': '0.2',
      'delete.retention.ms': '600000',
    }),
    traffic: { pattern: steady(2), make: customerRecord },
  },
  stockLevels: {
    ...common,
    name: 'stock-levels',
    partitions: 3,
    keepsBytes: MB,
    traffic: { pattern: steady(3), make: stockRecord },
  },
  priceUpdates: {
    ...common,
    name: 'price-updates',
    partitions: 3,
    keepsBytes: MB,
    traffic: { pattern: steady(2), make: priceRecord },
  },
  deviceTelemetry: {
    ...common,
    name: 'device-telemetry',
    partitions: 3,
    codec: CompressionTypes.LZ4,
    keepsBytes: 0.5 * MB,
    traffic: { pattern: steady(8), make: deviceRecord },
  },
  ledgerEntries: {
    ...common,
    name: 'ledger-entries',
    partitions: 3,
    keepsBytes: 2 * MB,
    traffic: { pattern: steady(3), make: ledgerRecord },
  },
  settlements: {
    ...common,
    name: 'settlements',
    partitions: 1,
    keepsBytes: MB,
    configs: () => ({ 'retention.ms': '-1' }),
  },
  auditLog: {
    ...common,
    name: 'audit-log',
    partitions: 3,
    codec: CompressionTypes.ZSTD,
    keepsBytes: 0.5 * MB,
    configs: ({ shortRetention }) => ({
      'retention.ms': String(shortRetention.retentionMs),
      'segment.ms': String(shortRetention.segmentMs),
    }),
    traffic: { pattern: steady(6), make: auditRecord },
  },
  cacheInvalidations: {
    ...common,
    name: 'cache-invalidations',
    partitions: 3,
    placement: 'last-broker',
    keepsBytes: MB,
    traffic: { pattern: steady(2), make: cacheRecord },
  },
  orderTotals: { ...common, name: 'order-totals-by-country', partitions: 3, keepsBytes: MB },
  orderTotalsRepartition: {
    ...common,
    name: 'order-totals-by-country-repartition',
    partitions: 3,
    keepsBytes: MB,
    createdByItsApplication: true,
  },
  orderTotalsChangelog: {
    ...common,
    name: 'order-totals-orders-by-country-changelog',
    partitions: 3,
    cleanup: 'compact',
    keepsBytes: 0.1 * MB,
    createdByItsApplication: true,
  },
} as const satisfies Record<string, TopicSpec>;
