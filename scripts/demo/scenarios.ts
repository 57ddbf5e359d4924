import type { Scenario } from './scenario.ts';
import { assignOnly } from './scenarios/assign-only.ts';
import { batch } from './scenarios/batch.ts';
import { compacted } from './scenarios/compacted.ts';
import { consumerProtocol } from './scenarios/consumer-protocol.ts';
import { deadLetters } from './scenarios/dead-letters.ts';
import { healthy } from './scenarios/healthy.ts';
import { hotPartition } from './scenarios/hot-partition.ts';
import { hungMember } from './scenarios/hung-member.ts';
import { leftBehind } from './scenarios/left-behind.ts';
import { marker } from './scenarios/marker.ts';
import { openTransaction } from './scenarios/open-transaction.ts';
import { burstyProducer, steadyProducer } from './scenarios/producers.ts';
import { shortRetention } from './scenarios/short-retention.ts';
import { singleReplica } from './scenarios/single-replica.ts';
import { slow } from './scenarios/slow.ts';
import { staticMembers } from './scenarios/static-members.ts';
import { stopped } from './scenarios/stopped.ts';
import { streams } from './scenarios/streams.ts';

/** All there is to see, in the order in which it is started. */
export const scenarios: readonly Scenario[] = [
  steadyProducer,
  burstyProducer,
  healthy,
  slow,
  hotPartition,
  hungMember,
  stopped,
  consumerProtocol,
  staticMembers,
  batch,
  leftBehind,
  assignOnly,
  openTransaction,
  marker,
  compacted,
  shortRetention,
  singleReplica,
  deadLetters,
  streams,
];
