import { readFileSync } from 'node:fs';
import { freePorts } from '#scripts/local/ports.ts';
import { startConsole, urlOf } from '#scripts/run/console.ts';
import { ADMIN_SETTINGS, asAdmin } from '#scripts/test/admin.ts';
import { openTab } from './tab.ts';

const CLUSTER = 'bench';

/**
 * Peak resident memory, in MB, of a whole console process (pages and engine) that polls the bench's cluster for `polls`
 * polls, with one stream open and the groups page asked for once per poll. Needs a build.
 */
export async function measureConsoleRss({
  bootstrap,
  databaseUrl,
  advance,
  polls,
  pollInterval,
}: {
  bootstrap: string;
  databaseUrl: string;
  advance(): Promise<void>;
  polls: number;
  pollInterval: string;
}): Promise<number> {
  const [port = 0] = await freePorts(1);
  const address = { host: '127.0.0.1', port };
  const console_ = await startConsole(address, {
    KAFKA_BROKERS: bootstrap,
    DATABASE_URL: databaseUrl,
    TIDEMARK_CLUSTER_NAME: CLUSTER,
    TIDEMARK_POLL_INTERVAL: pollInterval,
    TIDEMARK_LOG_LEVEL: 'warn',
    ...ADMIN_SETTINGS,
  });
  try {
    const baseUrl = urlOf(address);
    const asked = { baseUrl, headers: await asAdmin(baseUrl) };
    const tab = await openTab(asked, CLUSTER, [`clusters/${CLUSTER}/groups?limit=100`]);
    while (tab.polls < polls) await advance();
    await tab.close();
    return peakRssMb(console_.pid);
  } finally {
    await console_.stop(10_000);
  }
}

/** VmHWM: the kernel's own high-water mark, so that no sampling can miss the peak. */
function peakRssMb(pid: number): number {
  const kb = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (!kb) throw new Error('this system does not tell the peak memory of a process: run the bench on Linux');
  return Number(kb) / 1024;
}
