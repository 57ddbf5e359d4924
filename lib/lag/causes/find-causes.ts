import { batchConsumer } from './batch-consumer.ts';
import { CAUSE_KINDS, type Cause, type CauseKind } from './cause.ts';
import { consumerDown } from './consumer-down.ts';
import { dataLoss } from './data-loss.ts';
import type { Evidence } from './evidence.ts';
import { hotPartition } from './hot-partition.ts';
import { hungMember } from './hung-member.ts';
import { neverCommitted } from './never-committed.ts';
import { offsetsReset } from './offsets-reset.ts';
import { partitionsAdded } from './partitions-added.ts';
import { pauses } from './pauses.ts';
import { rebalancing } from './rebalancing.ts';
import { coordinatorOffline, leaderOffline, underMinIsr } from './replication.ts';
import { slowProcessing } from './slow-processing.ts';
import { staticMember } from './static-member.ts';
import { stuckTransaction } from './stuck-transaction.ts';
import { tooFewPartitions } from './too-few-partitions.ts';
import { trafficSpike } from './traffic-spike.ts';

/** Each gives its cause where the evidence is there, else nothing. */
const RULES: readonly ((evidence: Evidence) => Cause | null)[] = [
  coordinatorOffline,
  leaderOffline,
  underMinIsr,
  stuckTransaction,
  offsetsReset,
  consumerDown,
  batchConsumer,
  rebalancing,
  staticMember,
  hungMember,
  neverCommitted,
  hotPartition,
  trafficSpike,
  pauses,
  slowProcessing,
  tooFewPartitions,
  partitionsAdded,
  dataLoss,
];

/** How a batch consumer lags is how it works: of it these alone are told beside. */
const BESIDE_BATCH = new Set<CauseKind>([
  'coordinator-offline',
  'leader-offline',
  'under-min-isr',
  'batch-consumer',
  'data-loss',
]);

/** From this part of the lag on a cause explains most of it. */
const MOST = 0.5;

/** Why a group lags, the best explanation first; nothing where nothing needs one (semantics: lag, section 5). */
export function findCauses(evidence: Evidence): Cause[] {
  const found = RULES.flatMap((rule) => rule(evidence) ?? []).sort(byRank);
  const isBatch = found.some(({ kind }) => kind === 'batch-consumer');
  return isBatch ? found.filter(({ kind }) => BESIDE_BATCH.has(kind)) : found;
}

/** What explains most of the lag before what explains part of it; then by the order of kinds; then by share. */
function byRank(one: Cause, other: Cause): number {
  return (
    Number(other.share >= MOST) - Number(one.share >= MOST) ||
    CAUSE_KINDS.indexOf(one.kind) - CAUSE_KINDS.indexOf(other.kind) ||
    other.share - one.share
  );
}
