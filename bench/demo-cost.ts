/**
 * What demo traffic costs at rest: processor time of the process that `npm start` runs beside a local Kafka, in percent of one
 * core, once every producer sends and every member has joined. The brokers' own work is not in it, nor the Java members,
 * which `npm start` leaves out. The bar holds for short runs too: processor time hardly depends on what else runs.
 *
 *   npm run bench:demo-cost [-- --short]
 */
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readIfThere } from '#scripts/local/files.ts';
import { until } from '#scripts/local/wait.ts';
import { startChild } from '#scripts/run/child.ts';
import { type Bars, reportFigures } from './bars.ts';
import { cpuSeconds } from './process-cpu.ts';
import { type BenchServices, benchServices, DEMO_PREFIX } from './services.ts';
import { rounded } from './statistics.ts';

const BARS: Bars = { cpuPercent: { atMost: 15 } };
const READY = 'all scenarios are running';
const READY_WITHIN_MS = 120_000;

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const seconds = values.short ? 20 : 120;

const services = await benchServices();
try {
  reportFigures(await measure(services), BARS);
} finally {
  await services.close();
}

async function measure({ bootstrap, folder }: BenchServices): Promise<Record<string, number>> {
  const log = join(folder, 'demo.log');
  const args = ['--brokers', bootstrap, '--prefix', DEMO_PREFIX];
  const demo = startChild(join('scripts', 'demo', 'main.ts'), args, { output: openSync(log, 'w') });
  try {
    const ready = () => readIfThere(log)?.includes(READY) || undefined;
    await until(ready, { what: `the demo, whose log is ${log}`, timeoutMs: READY_WITHIN_MS });
    const startedAt = performance.now();
    const usedBefore = cpuSeconds(demo.pid);
    await delay(seconds * 1000);
    const used = cpuSeconds(demo.pid) - usedBefore;
    const measuredS = (performance.now() - startedAt) / 1000;
    return { seconds: rounded(measuredS), cpuPercent: rounded((100 * used) / measuredS) };
  } finally {
    await demo.stop(5000);
  }
}
