import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { CLONE } from '../bootstrap/cache.mjs';
import { LEASHED } from '../run/child.ts';
import { type Outcome, outcomeOf, sum, type TestRun } from './stage.ts';

/** So many at a time: most of them wait for polls, and nobody looks at how fast they are in their short form. */
const LANES = 2;

/** Every bench of bench/, with the figures its last line must give; those that take longest first. */
export const BENCHES: Record<string, string> = {
  alerts:
    'kills incidents lost doubled outOfOrder misfiled fireDelayMs fireDelayP95Ms undisturbed requests repeats ' +
    'rules groups coldMatchMs evalMsPerPoll pendingTargets changedPerPoll writeMsPerPoll',
  truth: 'timeLagSamples medianTimeLagErrorPct p95TimeLagErrorPct',
  poll:
    'groupPartitions pairs pollP50Ms pollP95Ms barePassP50Ms ratioToBarePass persistP50Ms assembleP50Ms cpuMsPerPoll ' +
    'requestsPerPoll bareRequests rssMb',
  persist:
    'groupPartitions polls persistP50Ms persistP95Ms persistCpuMs bodyBytes walKbPerPoll chartGroupP50Ms ' +
    'chartPartitionP50Ms latestP50Ms',
  metrics: 'groupPartitions scrapeP50Ms scrapeP95Ms scrapeCpuMs secondScrapeP50Ms textBytes',
  causes: 'causes60P50Ms causes60P95Ms causes500P50Ms causes500P95Ms',
  history:
    'bytesPerSample writeP95Ms persistP95Ms sealMsPerHour latestPollMs rollMsPerDay rollBlockedMs chartP95Ms heatmapP95Ms hourRawP95Ms groupsPageP95Ms',
  audit: 'appendP50Ms appendP95Ms rowsPerSecond changeP95Ms verifyMsPer10kRows rows pageP95Ms filteredPageP95Ms',
  preview: 'groups days firings previewP50Ms previewP95Ms partP95Ms',
  'demo-cost': 'seconds cpuPercent',
  kills: 'kills killsInPoll polls tornPolls unaligned inconsistent missedMost',
  punctuality: 'polls missedPolls tabs lateP50Ms lateP99Ms lateMaxMs',
};

/** Runs each bench in its short form: do they still run, and do they give their figures? Slowness is no failure here. */
export async function benches(run: TestRun): Promise<Outcome> {
  const { env } = await run.services();
  const left = Object.entries(BENCHES);
  const outcomes: Outcome[] = [];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [name, figures] = next;
      outcomes.push(await outcomeOfBench(run, name, figures.split(' '), env));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return sum(outcomes);
}

async function outcomeOfBench(run: TestRun, name: string, figures: string[], env: Record<string, string>) {
  const { exitCode, output } = await runBench(run, name, env);
  const missing = missingFigures(output, figures);
  if (exitCode !== 0) console.error(`bench ${name} ended with exit code ${exitCode}`);
  else if (missing.length > 0) console.error(`bench ${name} gave no figure for ${missing.join(', ')}`);
  return outcomeOf(exitCode === 0 && missing.length === 0);
}

/** Of `figures`, those that the last line of a bench's output, a JSON object, doesn't give as a number. */
export function missingFigures(output: string, figures: string[]): string[] {
  const given = parseObject(output.trimEnd().split('\n').at(-1) ?? '');
  return figures.filter((figure) => !Number.isFinite(given[figure]));
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function runBench({ life }: TestRun, name: string, env: Record<string, string>) {
  return new Promise<{ exitCode: number; output: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [...LEASHED.options, join('bench', `${name}.ts`), '--short'], {
      cwd: CLONE,
      env: { ...process.env, ...env, ...LEASHED.env },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      signal: life.signal,
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      process.stdout.write(text);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? 1, output }));
  });
}
