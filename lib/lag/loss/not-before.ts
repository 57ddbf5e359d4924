import type { LogStartMove } from './log-start-moves.ts';

/** Moves of a log start that tell how fast it goes forward. */
export const FEWEST_MOVES = 3;

/** The partition at risk, and the log it lies in. Offsets. */
export interface AtRisk {
  /** What is read next: the first record that would be deleted unread. */
  position: number;
  logStart: number;
  end: number;
  moves: readonly LogStartMove[];
  /** When the record at an offset was written; NaN where it is not known. */
  writtenAtMs(offset: number): number;
  nowMs: number;
}

/**
 * Before this instant Kafka does not delete the record by its age: it deletes whole segments, in order, once the newest record of
 * each is older than retention.ms.
 */
export const byTime = (writtenAtMs: number, retentionMs: number): number => writtenAtMs + retentionMs;

/**
 * The same by size, if the log goes on growing as it did: it loses at its start what is appended to its end. Null where fewer than 3
 * moves of the log start were seen: then the log may not be full yet.
 */
export function bySize({ position, logStart, end, moves, writtenAtMs, nowMs }: AtRisk): number | null {
  const [first, last] = [moves[0], moves.at(-1)];
  if (moves.length < FEWEST_MOVES || first === undefined || last === undefined) return null;
  // Each was made at some time since the poll before: in the shortest time that this allows.
  const moved = (last.logStart - first.logStart) / Math.max(1, last.afterMs - first.atMs);
  const filled = (end - logStart) / (nowMs - writtenAtMs(logStart));
  // The faster of the two: a bound had better be too early.
  const perMs = Number.isFinite(filled) && filled > moved ? filled : moved;
  // A move is late by up to the check of the broker: the earliest of them tells the beat best.
  const beatMs = Math.min(...moves.map((move) => move.afterMs + (last.logStart - move.logStart) / perMs));
  return beatMs + Math.max(0, position - last.logStart) / perMs;
}

/**
 * When the record is likely deleted: at the beat in which segments went before, if two were seen to go. Null without, and where they
 * went together.
 */
export function likelyAt(notBeforeMs: number, moves: readonly LogStartMove[]): number | null {
  const [before, last] = [moves.at(-2), moves.at(-1)];
  if (before === undefined || last === undefined || last.atMs <= before.atMs) return null;
  const beatMs = last.atMs - before.atMs;
  const beats = Math.max(1, Math.ceil((notBeforeMs - last.atMs) / beatMs));
  return last.atMs + beats * beatMs;
}
