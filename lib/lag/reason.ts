import { count, plural } from './numbers.ts';
import type { PartitionReading, PartitionVerdict } from './partition.ts';
import { unreadNote } from './unread.ts';

/** What explains a state beyond the offsets. */
export interface ReasonContext {
  /** Why the poll could not read it; only for `unknown`. */
  failure: { code: string; message: string } | null;
  /** `compact` without `delete`, or records removed by hand: nothing is "lost" then. */
  removedOnPurpose: boolean;
  readCommitted: boolean;
  /** The transaction that is open there, once it is known. */
  transaction: {
    producerId: bigint;
    transactionalId: string | null;
    startedAtMs: number | null;
    startOffset: bigint;
  } | null;
  topic: string;
  partition: number;
}

/** What a partition's state means here, one sentence for the page; null where `ok` needs none. Pure. */
export function reasonFor(reading: PartitionReading, verdict: PartitionVerdict, context: ReasonContext): string | null {
  const { committed, logStart, end, lastStable, highWatermark } = reading;
  switch (verdict.state) {
    case 'unknown':
      return context.failure?.message ?? 'not read in the newest poll';
    case 'expired':
      return 'position lost: the committed offset expired, the group restarts where auto.offset.reset says';
    case 'no-commit':
      if (end === undefined || logStart === undefined) return null;
      return `never committed here: backlog up to ${count(end - logStart)}`;
    case 'inactive':
      return 'no longer consumed: no member subscribes to this topic; its offsets can be deleted';
    case 'ahead':
      if (!committed || highWatermark === undefined) return null;
      return `ahead of the log by ${count(committed - highWatermark)}: topic recreated or data lost`;
    case 'truncated': {
      if (!committed && committed !== 0n) return null;
      if (logStart === undefined || end === undefined) return null;
      return truncatedReason(committed, logStart, end, context.removedOnPurpose);
    }
    case 'open-transaction':
      if (lastStable === undefined || highWatermark === undefined) return null;
      return openTransactionReason(highWatermark - lastStable, context);
    default:
      return okNote(reading, verdict, context);
  }
}

function truncatedReason(committed: bigint, logStart: bigint, end: bigint, removedOnPurpose: boolean): string {
  const gone = logStart - committed;
  if (removedOnPurpose) return `${plural(gone, 'offset')} removed before the group read them`;
  const remaining = end > logStart ? end - logStart : 0n;
  return `up to ${plural(gone, 'offset')} deleted unread; if it returns with auto.offset.reset=latest it will also skip the remaining ${count(remaining)}`;
}

function openTransactionReason(behind: bigint, { transaction, topic, partition }: ReasonContext): string {
  const head = `${plural(behind, 'message')} behind an open transaction`;
  if (!transaction) return `${head}: read_committed consumers wait for it`;
  const { producerId, transactionalId, startedAtMs, startOffset } = transaction;
  const since = startedAtMs === null ? '' : ` since ${new Date(startedAtMs).toISOString().slice(0, 19)}Z`;
  const id = transactionalId === null ? '' : ` (transactional id ${transactionalId})`;
  const command = `kafka-transactions.sh --bootstrap-server HOST:PORT abort --topic ${topic} --partition ${partition} --start-offset ${startOffset}`;
  return `${head}${since} by producer ${producerId}${id}; if that producer is dead, end it with: ${command}`;
}

function okNote(
  { committed, lastStable, highWatermark, unread }: PartitionReading,
  verdict: PartitionVerdict,
  { readCommitted }: ReasonContext,
) {
  if (verdict.unassigned) return 'in nobody’s assignment: no member reads it';
  const pastStable =
    committed !== undefined && committed !== null && lastStable !== undefined && committed > lastStable;
  const open = highWatermark !== undefined && lastStable !== undefined && highWatermark > lastStable;
  if (readCommitted && pastStable && open) return 'isolation setting looks wrong: it reads past the last stable offset';
  if (committed == null || lastStable === undefined) return null;
  return unreadNote(unread, lastStable - committed, open ? 'to read before the last stable offset' : 'left to read');
}

/** What is said of a partition, and that its lag is a lower bound: nobody can read what was written since its replicas are too few. */
export function withLowerBound(said: string | null): string {
  const bound = 'at least: the partition is under min ISR, and what only its leader has taken since is not counted';
  return said === null ? bound : `${said}; ${bound}`;
}
