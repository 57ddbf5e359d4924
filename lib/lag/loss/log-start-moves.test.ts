import { expect, test } from 'vitest';
import { type LogStartMove, LogStartMoves } from './log-start-moves.ts';

const move = (atMs: number, logStart: number): LogStartMove => ({ afterMs: atMs - 1, atMs, logStart });

test('keeps the last 4 of each partition, oldest first', () => {
  const moves = new LogStartMoves();
  for (let n = 1; n <= 6; n++) moves.add(0, move(n, n * 10));
  moves.add(1, move(7, 5));
  expect(moves.of(0).map(({ logStart }) => logStart)).toEqual([30, 40, 50, 60]);
  expect(moves.of(1)).toEqual([move(7, 5)]);
  expect(moves.of(2)).toEqual([]);
});

test('a log that begins lower than before is told of anew', () => {
  const moves = new LogStartMoves();
  moves.add(0, move(1, 100));
  moves.add(0, move(2, 200));
  moves.add(0, move(3, 50));
  expect(moves.of(0)).toEqual([move(3, 50)]);
});
