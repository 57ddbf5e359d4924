import { timeAround } from './behind.ts';
import type { Cause } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { instant, say, topicName } from './sentence.ts';
import { lasting } from './words.ts';

/** Told in the last tenth of the retention, or in the last hour where that is longer, but not before its second half. */
const LAST_SHARE = 0.1;
const LAST_MS = 3_600_000;
const LONGEST_SHARE = 0.5;

/** Records that wait are nearly as old as their topic keeps them: by time alone, a lower bound (semantics: lag, section 3). */
export function dataLoss(evidence: Evidence): Cause | null {
  const { atMs, oldest, behindFromMs } = evidence;
  const due = oldest
    .map((one) => ({ ...one, leftMs: one.retentionMs - one.ageMs }))
    .filter(({ ageMs, leftMs, retentionMs }) => ageMs > behindFromMs && leftMs <= lastMs(retentionMs))
    .sort((a, b) => a.leftMs - b.leftMs);
  const [first] = due;
  if (first === undefined) return null;
  const { topic, ageMs, retentionMs, leftMs } = first;
  const when =
    leftMs > 0
      ? say`Kafka deletes them unread, not before ${instant(atMs + leftMs)} (in ${lasting(leftMs)})`
      : say`Kafka may delete them unread at any time`;
  return {
    kind: 'data-loss',
    share: 0,
    says: say`Records of ${topicName(topic)} that wait are up to ${lasting(ageMs)} old, and it keeps them for ${lasting(retentionMs)}: ${when}.`,
    sinceMs: null,
    proof: { section: 'partitions', ...timeAround(null, evidence) },
  };
}

const lastMs = (retentionMs: number): number =>
  Math.min(LONGEST_SHARE * retentionMs, Math.max(LAST_MS, LAST_SHARE * retentionMs));
