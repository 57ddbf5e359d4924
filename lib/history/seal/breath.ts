import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { type Columns, packChunk } from '../chunk/chunk.ts';

/** Longest work between two turns of the event loop: a poll may be due. */
export const BREATH_MS = 5;

/** Lets what else waits for this thread go first. */
export interface Breath {
  take(): Promise<void>;
}

/** A breath that is really taken only after so many milliseconds of work: turns of the event loop are not free. */
export function createBreath(afterMs: number): Breath {
  let since = performance.now();
  return {
    async take() {
      if (performance.now() - since < afterMs) return;
      await turn();
      since = performance.now();
    },
  };
}

/** A chunk, packed with a breath between any two of its blocks. */
export async function packWithBreath(columns: Columns, breath: Breath): Promise<Buffer> {
  const packing = packChunk(columns);
  for (;;) {
    const step = packing.next();
    await breath.take();
    if (step.done) return step.value;
  }
}
