import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { partitionSetSchema, partitionsInWords, topicsOf } from '../partition-set.ts';
import { brokersNamed, say } from '../phrase.ts';

const aboutBroker = z.object({ broker: z.int() });
const withReason = aboutBroker.extend({ reason: z.string().nullable() });
const ofBroker = ({ broker }: { broker: number }) => ({ brokers: [broker] });
const because = (reason: string | null) => (reason === null ? '' : `: ${reason}`);

const replicas = aboutBroker.extend({ partitions: partitionSetSchema });
const ofReplicas = ({ broker, partitions }: z.infer<typeof replicas>) => ({
  brokers: [broker],
  topics: topicsOf(partitions),
});

const moves = z.object({
  /** The broker that all of them moved away from or to. */
  broker: z.int(),
  direction: z.enum(['from', 'to']),
  others: z.array(z.int()),
  partitions: partitionSetSchema,
});

const offline = z.object({ brokers: z.array(z.int()), partitions: partitionSetSchema });
const ofOffline = ({ brokers, partitions }: z.infer<typeof offline>) => ({ brokers, topics: topicsOf(partitions) });

/** Brokers, and what their coming and going does to leaders and replicas. */
export const BROKER_KINDS = {
  'broker-joined': defineKind({
    data: aboutBroker,
    severity: 'info',
    subjects: ofBroker,
    words: ({ broker }) => say`Broker ${broker} is new in the cluster`,
  }),
  'broker-unreachable': defineKind({
    data: withReason,
    severity: 'warning',
    subjects: ofBroker,
    words: ({ broker, reason }) =>
      say`Broker ${broker} cannot be reached, while the cluster lists it${because(reason)}`,
  }),
  'broker-down': defineKind({
    data: aboutBroker,
    severity: 'critical',
    subjects: ofBroker,
    words: ({ broker }) => say`Broker ${broker} is down: no other broker lists it any more`,
  }),
  'broker-gone': defineKind({
    data: aboutBroker,
    severity: 'info',
    subjects: ofBroker,
    words: ({ broker }) => say`Broker ${broker} has left the cluster: it holds no replica any more`,
  }),
  'broker-back': defineKind({
    data: aboutBroker.extend({ was: z.string() }),
    severity: 'info',
    subjects: ofBroker,
    words: ({ broker, was }) => say`Broker ${broker} is back (it was ${was})`,
  }),
  'isr-left': defineKind({
    data: replicas,
    severity: 'warning',
    subjects: ofReplicas,
    words: ({ broker, partitions }) => say`Broker ${broker} left the ISR of ${partitionsInWords(partitions)}`,
  }),
  'isr-joined': defineKind({
    data: replicas,
    severity: 'info',
    subjects: ofReplicas,
    words: ({ broker, partitions }) => say`Broker ${broker} joined the ISR of ${partitionsInWords(partitions)}`,
  }),
  'leaders-moved': defineKind({
    data: moves,
    severity: 'info',
    subjects: ({ broker, others, partitions }) => ({ brokers: [broker, ...others], topics: topicsOf(partitions) }),
    words: ({ broker, direction, others, partitions }) => {
      const [from, to] = direction === 'from' ? [[broker], others] : [others, [broker]];
      return say`Leadership of ${partitionsInWords(partitions)} moved from ${brokersNamed(from)} to ${brokersNamed(to)}`;
    },
  }),
  'partitions-offline': defineKind({
    data: offline,
    severity: 'critical',
    subjects: ofOffline,
    words: ({ brokers, partitions }) => {
      const led = brokers.length === 0 ? '' : `, led by ${brokersNamed(brokers)} before`;
      return say`${partitionsInWords(partitions)} went offline: no leader${led}`;
    },
  }),
  'partitions-online': defineKind({
    data: offline,
    severity: 'info',
    subjects: ofOffline,
    words: ({ brokers, partitions }) =>
      say`${partitionsInWords(partitions)} ${partitions.count === 1 ? 'has' : 'have'} a leader again: ${brokersNamed(brokers)}`,
  }),
};
