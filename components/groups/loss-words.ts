import type { GroupDetail } from '#lib/api/schemas/groups.ts';
import type { PartitionLoss } from '#lib/api/schemas/loss.ts';
import { formatDuration, formatTime } from '#lib/client/format-time.ts';

/** What is farther off is nothing to look at: every lag is deleted one day. */
const WORTH_A_LINE_MS = 24 * 3_600_000;

/** What a group is about to lose, sentence by sentence; none where that is far off. What it lost its positions say. */
export function lossWords({ loss, topics }: Pick<GroupDetail, 'loss' | 'topics'>, now: number): string[] {
  if (loss === null) return [];
  const { notBefore, kind, likelyAt, sizeUnknown, ageUnknown, threatened, offsetsExpireNotBefore } = loss;
  const said: string[] = [];
  const leftMs = notBefore === null ? Infinity : Date.parse(notBefore) - now;
  const isNear = threatened || leftMs <= WORTH_A_LINE_MS;
  if (isNear) {
    const where = topics > 1 && loss.topic !== null ? ` on ${loss.topic}` : '';
    const by = kind === 'size' ? ' by size, at the rate of late' : '';
    const likely = likelyAt === null ? '' : `, likely at ${formatTime(likelyAt, now)}`;
    said.push(
      leftMs <= 0
        ? `The oldest unread record${where} may be deleted at any moment${likely}.`
        : `The oldest unread record${where} is ${formatDuration(leftMs)} from deletion${by}${likely}.`,
    );
  }
  if (ageUnknown) {
    const then = isNear ? 'those may be deleted sooner' : 'when those are deleted is not known';
    said.push(`Some unread records are older than anything known: ${then}.`);
  }
  if (sizeUnknown && (isNear || kind === null)) {
    said.push('What is unread is limited by retention.bytes too: when that deletes is not known.');
  }
  if (offsetsExpireNotBefore !== null) {
    said.push(`Its offsets expire not before ${formatTime(offsetsExpireNotBefore, now)}.`);
  }
  return said;
}

/** How long the next record of a partition is safe; null where nothing of it is known to be deleted. */
export function safeForWords({ notBefore }: PartitionLoss, now: number): string | null {
  if (notBefore === null) return null;
  const leftMs = Date.parse(notBefore) - now;
  return leftMs <= 0 ? 'any moment' : formatDuration(leftMs);
}
