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
  for (const close of [...webProcess().openStreams.keys()]) close();
}

/**
 * First step of a graceful stop: refuses new requests, ends the streams, and resolves true when no request runs any more,
 * or false when some still did after `graceMs`. What is written last is written by then, if it can be.
 */
export async function stopServing(graceMs: number): Promise<boolean> {
  const state = webProcess();
  state.stopping = true;
  closeAllStreams();
  const untilMs = performance.now() + graceMs;
  const idle = state.runningRequests === 0 || (await becomesIdle(graceMs));
  const writes = Promise.allSettled([...state.lastWrites].map((write) => write()));
  await within(writes, Math.max(0, untilMs - performance.now()));
  return idle;
}

async function becomesIdle(graceMs: number): Promise<boolean> {
  const { idleListeners } = webProcess();
  const { promise, resolve } = Promise.withResolvers<true>();
  const whenIdle = () => resolve(true);
  idleListeners.add(whenIdle);
  try {
    return (await within(promise, graceMs)) ?? false;
  } finally {
    idleListeners.delete(whenIdle);
  }
}

/** What the work gives, or undefined when it takes longer. */
async function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
