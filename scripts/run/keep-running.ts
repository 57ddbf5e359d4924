import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '../bootstrap/problem.mjs';
import { elapsed } from '../bootstrap/progress.mjs';
import { tailOf } from '../local/files.ts';

/** Something that is to run as long as we do. */
export interface Service {
  /** As a sentence begins with it. */
  name: string;
  /** Path of its log. */
  log: string;
  /** How it ended, in words, once it has; `signal` ends the wait with its reason. */
  untilEnded(signal: AbortSignal): Promise<string>;
  start(signal: AbortSignal): Promise<void>;
}

export interface Patience {
  /** Before each further start. The first is long enough to learn that not the service ends, but everything. */
  pausesMs: number[];
  /** A service that ran this long is well, and gets all its starts again. */
  steadyMs: number;
}

const PATIENCE: Patience = { pausesMs: [500, 1000, 2000, 4000, 8000], steadyMs: 60_000 };

/** Starts a service again whenever it ends; comes back when `signal` says that the end is meant. A Problem when starts are no use. */
export async function keepRunning(service: Service, signal: AbortSignal, patience: Patience = PATIENCE): Promise<void> {
  try {
    signal.throwIfAborted();
    await keep(service, signal, patience);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function keep(service: Service, signal: AbortSignal, { pausesMs, steadyMs }: Patience): Promise<never> {
  const { name } = service;
  let starts = 0;
  for (let runsSince = Date.now(); ; runsSince = Date.now()) {
    const how = await service.untilEnded(signal);
    const endedAt = Date.now();
    if (endedAt - runsSince >= steadyMs) starts = 0;
    let trouble: Trouble | undefined = {
      what: `ended (${how})`,
      detail: `The end of its log ${service.log}:\n${tailOf(service.log)}`,
    };
    while (trouble) {
      const pauseMs = pausesMs[starts];
      if (pauseMs === undefined) throw lost(name, starts, trouble);
      starts += 1;
      console.log(`! ${name} ${trouble.what}; starting it again ...`);
      await pause(pauseMs, undefined, { signal });
      trouble = await startAgain(service, signal);
    }
    console.log(`✓ ${name} runs again (${elapsed(Date.now() - endedAt)})`);
  }
}

interface Trouble {
  what: string;
  detail: string;
}

/** What went wrong, if it could not be started. */
async function startAgain(service: Service, signal: AbortSignal): Promise<Trouble | undefined> {
  try {
    await service.start(signal);
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return { what: 'could not be started', detail: error instanceof Error ? error.message : String(error) };
  }
}

function lost(name: string, starts: number, { what, detail }: Trouble): Problem {
  return new Problem(`${name} does not keep running: started again ${starts} times, it ${what}.\n${detail}`);
}
