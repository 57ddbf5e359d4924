import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../bootstrap/problem.mjs';
import { STANDALONE } from '../build/web.ts';
import { isFree } from '../local/ports.ts';
import { until } from '../local/wait.ts';
import { type Child, startChild } from './child.ts';
import { listenAt } from './listen-at.ts';

const READY_MS = 60_000;

export interface Address {
  host: string;
  port: number;
}

/** URL of the console at this address. */
export function urlOf({ host, port }: Address): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** A Problem unless the console could listen at this address now. */
export async function requireFree({ host, port }: Address): Promise<void> {
  if (await isFree(port, host)) return;
  throw new Problem(
    `Port ${port} on ${host} is in use by another program.\nStop that one, or choose another port: PORT=${port + 1} npm start`,
  );
}

/** Starts the built console and comes back when it answers. */
export async function startConsole(
  address: Address,
  env: Record<string, string>,
  options: { signal?: AbortSignal; output?: number } = {},
): Promise<Child> {
  const server = join(STANDALONE, 'server.js');
  if (!existsSync(join(STANDALONE, 'dist', 'engine.mjs')))
    throw new Problem('The build has no engine. Run: npm run build');
  const child = startChild(server, [], {
    cwd: STANDALONE,
    env: { ...env, ...listenAt(address), NODE_ENV: 'production' },
    ...(options.output === undefined ? {} : { output: options.output }),
  });
  await untilAnswering(child, address, options.signal);
  return child;
}

/** Comes back when the console answers; a Problem, and no process left, when it ends or doesn't. */
export async function untilAnswering(child: Child, address: Address, signal?: AbortSignal): Promise<void> {
  let endedWith: number | NodeJS.Signals | undefined;
  child.ended.then((how) => {
    endedWith = how;
  });
  const answers = async () => {
    if (endedWith !== undefined)
      throw new Problem(`The console ended while starting (${endedWith}); the reason is above.`);
    return (await isHealthy(address)) || undefined;
  };
  try {
    await until(answers, { what: `the console to answer at ${urlOf(address)}`, timeoutMs: READY_MS, signal });
  } catch (error) {
    await child.stop(5000);
    throw error;
  }
}

async function isHealthy(address: Address): Promise<boolean> {
  try {
    const response = await fetch(`${urlOf(address)}/api/health`, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
