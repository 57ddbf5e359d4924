import { NOT_OBSERVED, type PollSamples } from '#lib/history/contract.ts';
import { LogStartMoves } from '#lib/lag/loss/log-start-moves.ts';

interface SeenStarts {
  atMs: number;
  /** Index = partition; NOT_OBSERVED before the first. */
  logStart: BigInt64Array;
  moves: LogStartMoves;
}

/** Finds how logs were deleted at their start in stored polls, in their order. */
export class LogStartReplay {
  readonly #ofTopics = new Map<string, SeenStarts>();

  visit({ atMs, topics }: PollSamples): void {
    for (const { topic, logStart } of topics) {
      const seen = this.#ofTopics.get(topic.kafkaTopicId);
      const moves = seen?.moves ?? new LogStartMoves();
      const newest = logStart.slice();
      for (let partition = 0; partition < newest.length; partition++) {
        const before = seen?.logStart[partition] ?? NOT_OBSERVED;
        const start = newest[partition] ?? NOT_OBSERVED;
        if (start === NOT_OBSERVED) newest[partition] = before;
        else if (seen && before !== NOT_OBSERVED && start !== before) {
          moves.add(partition, { afterMs: seen.atMs, atMs, logStart: Number(start) });
        }
      }
      this.#ofTopics.set(topic.kafkaTopicId, { atMs, logStart: newest, moves });
    }
  }

  ofTopic(kafkaTopicId: string): LogStartMoves {
    return this.#ofTopics.get(kafkaTopicId)?.moves ?? new LogStartMoves();
  }
}
