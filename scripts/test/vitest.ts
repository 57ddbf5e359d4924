import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CLONE } from '../bootstrap/cache.mjs';
import { readIfThere } from '../local/files.ts';
import type { Outcome, TestRun } from './stage.ts';
import { commandOf, runTool } from './tool.ts';

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

/** Runs one project of vitest.config.ts. */
export async function vitest(run: TestRun, project: string, env: Record<string, string> = {}): Promise<Outcome> {
  const report = join(CLONE, 'test-results', `${project}.json`);
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const exitCode = await runTool(run, [commandOf('vitest'), 'run', '--project', project, ...reporters], env);
  return vitestOutcome(readIfThere(report), exitCode);
}

/** What a run of vitest came to. A file that didn't load, a skipped test and a crash are failures like any other. */
export function vitestOutcome(report: string | undefined, exitCode: number): Outcome {
  if (report === undefined) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = reportSchema.parse(
    JSON.parse(report),
  );
  const notLoaded = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = numFailedTests + numPendingTests + numTodoTests + notLoaded.length;
  return { passed: numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}
