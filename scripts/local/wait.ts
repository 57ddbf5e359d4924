import { Problem } from '../bootstrap/problem.mjs';

interface Patience {
  /** What is waited for, as the end of "Waited 30 s for ...". */
  what: string;
  timeoutMs: number;
  everyMs?: number;
  /** Ends the wait early, with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** The first value of `check` that is not undefined; a Problem when it takes longer than `timeoutMs`. */
export async function until<T>(check: () => Promise<T | undefined> | T | undefined, patience: Patience): Promise<T> {
  const { what, timeoutMs, everyMs = 100, signal } = patience;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const value = await check();
    if (value !== undefined) return value;
    if (Date.now() >= deadline) throw new Problem(`Waited ${timeoutMs / 1000} s for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
