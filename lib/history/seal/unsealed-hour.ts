import type { Transaction } from '#lib/db/database.ts';
import type { PollRange } from '../read/polls.ts';
import type { Seat } from '../seats.ts';
import { type Breath, packWithBreath } from './breath.ts';

/** An hour while it is sealed. */
export interface UnsealedHour {
  tx: Transaction;
  range: PollRange;
  /** All seats of the hour. */
  seats: readonly Seat[];
  atMs: Float64Array;
  carryMs: number;
  breath: Breath;
}

/** Slots that are read at once: some megabytes for an hour of polls every 10 s. */
export const BATCH_SLOTS = 1600;

/** One run of a series as a chunk. */
export function packRun({ atMs, breath }: UnsealedHour, partitions: number, run: Float64Array): Promise<Buffer> {
  return packWithBreath({ columns: partitions, points: atMs.length, values: run }, breath);
}
