import { performance } from 'node:perf_hooks';
import type { ProcessHealth } from '#lib/metrics/process-families.ts';
import type { ApiContext } from './context.ts';
import { VERSION } from './version.ts';
import { webProcess } from './web-process.ts';

const MICROSECONDS = 1_000_000;

/** How this process is. */
export function processHealth({ database, metrics }: ApiContext, databaseUp: boolean): ProcessHealth {
  const { user, system } = process.cpuUsage();
  const { totalCount, idleCount, waitingCount } = database.pool;
  return {
    version: VERSION,
    role: metrics.role,
    startedAtMs: performance.timeOrigin,
    cpuSeconds: (user + system) / MICROSECONDS,
    loopBusySeconds: performance.eventLoopUtilization().active / 1000,
    residentBytes: process.memoryUsage.rss(),
    heapUsedBytes: process.memoryUsage().heapUsed,
    openStreams: webProcess().openStreams.size,
    databaseUp,
    connections: { idle: idleCount, busy: totalCount - idleCount },
    waitingForConnection: waitingCount,
  };
}
