import type { z } from 'zod';
import type {
  BurrowGroupStatus,
  BurrowPartitionStatus,
  burrowClusterSchema,
  burrowConsumerSchema,
  burrowErrorSchema,
} from '../schemas/burrow.ts';

/** Examples of the OpenAPI document; the schemas type them, so they stay true. */

export const burrowRequestExample = (url: string) => ({ url, host: 'tidemark-1' });

export const burrowErrorExample = (url: string, message: string): z.input<typeof burrowErrorSchema> => ({
  error: true,
  message,
  request: burrowRequestExample(url),
});

const START = { offset: 40_100, timestamp: 1_795_442_460_000, observedAt: 1_795_442_460_000, lag: 900 };
const END = { offset: 48_200, timestamp: 1_795_442_550_000, observedAt: 1_795_442_550_000, lag: 1_240 };

const behindExample: BurrowPartitionStatus = {
  topic: 'payments',
  partition: 1,
  owner: '/10.0.3.7',
  client_id: 'worker-3',
  status: 'WARN',
  start: START,
  end: END,
  current_lag: 1_240,
  complete: 1,
};

export const burrowStatusExample: BurrowGroupStatus = {
  cluster: 'local',
  group: 'payments-worker',
  status: 'WARN',
  complete: 1,
  partitions: [behindExample],
  partition_count: 2,
  maxlag: behindExample,
  totallag: 1_240,
};

export const burrowNotFoundExample: BurrowGroupStatus = {
  cluster: 'local',
  group: 'no-such-group',
  status: 'NOTFOUND',
  complete: 1,
  partitions: [],
  partition_count: 0,
  maxlag: null,
  totallag: 0,
};

export const burrowClusterExample: z.input<typeof burrowClusterSchema>['module'] = {
  'class-name': 'kafka',
  servers: ['kafka-1:9092'],
  'client-profile': { name: 'local', 'client-id': 'tidemark-collector', 'kafka-version': '4.1', tls: null, sasl: null },
  'topic-refresh': 10,
  'offset-refresh': 10,
};

export const burrowConsumerExample: z.input<typeof burrowConsumerSchema>['topics'] = {
  payments: [{ offsets: [null, START, END], owner: '/10.0.3.7', client_id: 'worker-3', 'current-lag': 1_240 }],
};
