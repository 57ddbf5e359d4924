import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CLONE } from '../bootstrap/cache.mjs';
import { readIfThere } from '../local/files.ts';
import type { Outcome, TestRun } from './stage.ts';
import { commandOf, runTool } from './tool.ts';

const reportSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()),
});

/** Runs the browser tests of e2e/. */
export async function playwright(run: TestRun, env: Record<string, string>): Promise<Outcome> {
  const report = join(CLONE, 'test-results', 'e2e.json');
  rmSync(report, { force: true });
  const args = [commandOf('@playwright/test', 'playwright'), 'test', '--reporter=list,json'];
  // Playwright tells its workers by the one of the two variables; Node complains of both.
  const colours = process.stdout.isTTY ? {} : { FORCE_COLOR: '0', NO_COLOR: undefined };
  const exitCode = await runTool(run, args, { ...env, ...colours, PLAYWRIGHT_JSON_OUTPUT_FILE: report });
  return playwrightOutcome(readIfThere(report), exitCode);
}

/** What a run of Playwright came to. A test that passed only when tried again, and a skipped one, are failures. */
export function playwrightOutcome(report: string | undefined, exitCode: number): Outcome {
  if (report === undefined) return { passed: 0, failed: 1 };
  const { stats, errors } = reportSchema.parse(JSON.parse(report));
  const failed = stats.unexpected + stats.flaky + stats.skipped + errors.length;
  return { passed: stats.expected, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}
