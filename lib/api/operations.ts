import type { Operation } from './operation.ts';
import { getCluster } from './routes/get-cluster.ts';
import { getGroup } from './routes/get-group.ts';
import { getGroupLag } from './routes/get-group-lag.ts';
import { getHealth } from './routes/get-health.ts';
import { getOpenApi } from './routes/get-openapi.ts';
import { getReady } from './routes/get-ready.ts';
import { getTopic } from './routes/get-topic.ts';
import { getTopicHistory } from './routes/get-topic-history.ts';
import { listBrokers } from './routes/list-brokers.ts';
import { listClusters } from './routes/list-clusters.ts';
import { listGroups } from './routes/list-groups.ts';
import { listTopics } from './routes/list-topics.ts';
import { streamPolls } from './routes/stream-polls.ts';

/** What the document and the tests need of an operation: all but the handler, whose input differs from one to the next. */
export type OperationDescription = Omit<Operation, 'handle'>;

/** Every operation of the API, in the order of the document. A test holds it against the files below app/api. */
export const OPERATIONS: readonly OperationDescription[] = [
  listClusters,
  getCluster,
  listBrokers,
  listTopics,
  getTopic,
  getTopicHistory,
  listGroups,
  getGroup,
  getGroupLag,
  streamPolls,
  getOpenApi,
  getHealth,
  getReady,
];
