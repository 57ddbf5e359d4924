import { isRunning } from '../bootstrap/process-table.mjs';
import { until } from './wait.ts';

/**
 * Ends a process: SIGKILL when `signal` did not do it in `graceMs`, or as soon as `enough` says that the rest of its shutdown is
 * not worth the wait. Comes back when it is gone; a process already gone is no error.
 */
export async function endProcess(
  pid: number,
  signal: NodeJS.Signals,
  graceMs: number,
  enough: () => boolean = () => false,
): Promise<void> {
  send(pid, signal);
  if (await goneWithin(pid, graceMs, enough)) return;
  send(pid, 'SIGKILL');
  await until(() => !isRunning(pid) || undefined, { what: `process ${pid} to end`, timeoutMs: 10_000, everyMs: 20 });
}

/** Sends a signal; false when there is no such process any more. */
export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function goneWithin(pid: number, graceMs: number, enough: () => boolean): Promise<boolean> {
  const deadline = Date.now() + graceMs;
  while (isRunning(pid)) {
    if (Date.now() >= deadline || enough()) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}
