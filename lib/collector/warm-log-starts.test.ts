import { expect, test } from 'vitest';
import { NOT_OBSERVED } from '#lib/history/contract.ts';
import { LogStartReplay } from './warm-log-starts.ts';

const TOPIC = { name: 'orders', kafkaTopicId: 'orders-id' };

function replayOf(...polls: [atMs: number, ...logStart: bigint[]][]): LogStartReplay {
  const replay = new LogStartReplay();
  for (const [atMs, ...logStart] of polls) {
    const none = new BigInt64Array(logStart.length);
    const starts = BigInt64Array.from(logStart);
    replay.visit({
      atMs,
      topics: [{ topic: TOPIC, logStart: starts, highWatermark: none, open: none }],
      subscriptions: [],
    });
  }
  return replay;
}

test('each move with the polls between which it was made', () => {
  const moves = replayOf([10, 0n, 5n], [20, 100n, 5n], [30, 100n, 7n], [40, 200n, 7n]).ofTopic(TOPIC.kafkaTopicId);
  expect(moves.of(0)).toEqual([
    { afterMs: 10, atMs: 20, logStart: 100 },
    { afterMs: 30, atMs: 40, logStart: 200 },
  ]);
  expect(moves.of(1)).toEqual([{ afterMs: 20, atMs: 30, logStart: 7 }]);
});

test('a poll that could not read a log moves nothing, nor does the first', () => {
  const moves = replayOf([10, NOT_OBSERVED], [20, 100n], [30, NOT_OBSERVED], [40, 100n]).ofTopic(TOPIC.kafkaTopicId);
  expect(moves.of(0)).toEqual([]);
  expect(replayOf().ofTopic('another').of(0)).toEqual([]);
});
