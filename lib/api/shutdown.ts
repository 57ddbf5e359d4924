import { webProcess } from './web-process.ts';

/** Counts a request as running until the returned function is called (once or more). */
export function requestStarted(): () => void {
  const state = webProcess();
  state.runningRequests += 1;
  let running = true;
  return () => {
    if (!running) return;
    running = false;
    state.runningRequests -= 1;
    if (state.runningRequests === 0) for (const listener of [...state.idleListeners]) listener();
  };
}

/** True from the moment the process was asked to stop; new requests are then refused. */
export function isStopping(): boolean {
  return webProcess().stopping;
}

/** Ends every open stream; browsers reconnect by themselves, to another replica or to the next process. */
export function closeAllStreams(): void {
  for (const close of [...webProcess().streamClosers]) close();
}

/**
 * First step of a graceful stop: refuses new requests, ends the streams, and resolves true when no request runs any more,
 * or false when some still did after `graceMs`.
 */
export async function stopServing(graceMs: number): Promise<boolean> {
  const state = webProcess();
  state.stopping = true;
  closeAllStreams();
  if (state.runningRequests === 0) return true;
  return new Promise((resolve) => {
    const finish = (idle: boolean) => {
      clearTimeout(timer);
      state.idleListeners.delete(whenIdle);
      resolve(idle);
    };
    const whenIdle = () => finish(true);
    const timer = setTimeout(() => finish(false), graceMs);
    state.idleListeners.add(whenIdle);
  });
}
