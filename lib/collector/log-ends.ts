import { NOT_OBSERVED } from '#lib/history/contract.ts';
import type { TopicEnds } from '#lib/kafka/ends.ts';
import { fail } from '#lib/kafka/failure.ts';
import type { LogTruncation } from './changes/truncations.ts';
import type { TopicMemory } from './memory.ts';

export interface TakenEnds {
  truncations: LogTruncation[];
  /** The end lies below a log start seen before. Of a topic to which brokers give no id, that means another topic. */
  startedOver: boolean;
}

/**
 * Takes the ends of one poll into the memory of their topic, and gives what went backwards. What a leader of an older
 * epoch than seen told is struck out of `ends`: it was deposed without knowing.
 */
export function takeEnds(topic: TopicMemory, ends: TopicEnds, poll: { afterMs: number; atMs: number }): TakenEnds {
  const taken: TakenEnds = { truncations: [], startedOver: false };
  const seen = topic.ends;
  for (let partition = 0; partition < ends.highWatermark.length; partition++) {
    const epoch = ends.leaderEpoch[partition] ?? -1;
    const knownEpoch = topic.metadata.partitions[partition]?.leaderEpoch ?? -1;
    if (epoch >= 0 && epoch < Math.max(knownEpoch, seen.readAtEpoch[partition] ?? -1)) {
      strike(ends, partition, topic.metadata.partitions[partition]?.leader ?? null);
      continue;
    }
    const end = ends.highWatermark[partition] ?? NOT_OBSERVED;
    if (end !== NOT_OBSERVED) {
      const before = seen.highWatermark[partition] ?? NOT_OBSERVED;
      if (before !== NOT_OBSERVED && end < before) {
        taken.truncations.push({
          topic: topic.key.name,
          partition,
          from: before,
          to: end,
          epochBefore: knownEpochOf(seen.readAtEpoch[partition] ?? -1),
          epochAfter: knownEpochOf(Math.max(epoch, knownEpoch)),
        });
        const start = seen.logStart[partition] ?? NOT_OBSERVED;
        taken.startedOver ||= start !== NOT_OBSERVED && end < start;
      }
      seen.highWatermark[partition] = end;
      seen.readAtEpoch[partition] = Math.max(epoch, knownEpoch);
    }
    const start = ends.logStart[partition] ?? NOT_OBSERVED;
    const startBefore = seen.logStart[partition] ?? NOT_OBSERVED;
    if (start === NOT_OBSERVED || start === startBefore) continue;
    if (startBefore !== NOT_OBSERVED) topic.logStartMoves.add(partition, { ...poll, logStart: Number(start) });
    seen.logStart[partition] = start;
  }
  return taken;
}

function strike(ends: TopicEnds, partition: number, leader: number | null): void {
  ends.logStart[partition] = NOT_OBSERVED;
  ends.highWatermark[partition] = NOT_OBSERVED;
  ends.lastStable[partition] = NOT_OBSERVED;
  const message = 'a leader that was replaced meanwhile answered; the next poll asks the new one';
  ends.failures.set(partition, fail('FENCED_LEADER_EPOCH', message, leader).failure);
}

const knownEpochOf = (epoch: number): number | null => (epoch < 0 ? null : epoch);
