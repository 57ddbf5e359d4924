import { totalmem } from 'node:os';

const SHARE = 1 / 4;
const LEAST_MB = 256;
const MOST_MB = 1024;

/** Heap limit of the engine where none is set: a quarter of the memory there is, 256 MB at least and 1,024 at most. */
export function defaultHeapMb(memoryBytes: number): number {
  return Math.round(Math.min(MOST_MB, Math.max(LEAST_MB, (memoryBytes * SHARE) / 2 ** 20)));
}

/** The heap limit that was set, or the default for this process. */
export const heapLimitMb = (setting: number | null): number => setting ?? defaultHeapMb(memoryOfProcess());

/** Bytes of memory that this process may use: what its container is given, or the whole machine. */
export function memoryOfProcess(): number {
  // 0, or more than there is, where nothing limits it.
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
