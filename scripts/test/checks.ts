import { CLONE } from '../bootstrap/cache.mjs';
import { generatePrismaClient } from '../build/build.ts';
import { readsOfEnvironment } from './environment-reads.ts';
import { type Outcome, outcomeOf, sum, type TestRun } from './stage.ts';
import { commandOf, runTool } from './tool.ts';

const CRUISED = ['app', 'components', 'engine', 'lib', 'bench', 'scripts', 'e2e', 'instrumentation.ts', 'proxy.ts'];

/** Types of the whole clone, those that Prisma and Next.js write included. */
export async function types(run: TestRun): Promise<Outcome> {
  await generatePrismaClient();
  const generated = await runTool(run, [commandOf('next'), 'typegen'], { NEXT_TELEMETRY_DISABLED: '1' });
  const checked = await runTool(run, [commandOf('typescript', 'tsc'), '--noEmit']);
  return outcomeOf(generated === 0 && checked === 0);
}

/** Format and lint. */
export async function lint(run: TestRun): Promise<Outcome> {
  const colours = process.stdout.isTTY ? [] : ['--colors=off'];
  const args = [commandOf('@biomejs/biome', 'biome'), 'ci', '--error-on-warnings', ...colours];
  return outcomeOf((await runTool(run, args)) === 0);
}

/** Who imports whom, and who reads the environment. */
export async function importRules(run: TestRun): Promise<Outcome> {
  const rules = await runTool(run, [
    commandOf('dependency-cruiser', 'depcruise'),
    '--output-type',
    'err-long',
    ...CRUISED,
  ]);
  const reads = readsOfEnvironment(CLONE);
  for (const { file, line, name } of reads) {
    console.error(`${file}:${line}: reads ${name} of the environment; only lib/config does that`);
  }
  return sum([outcomeOf(rules === 0), outcomeOf(reads.length === 0)]);
}

/** Files, exports and packages that nothing uses. */
export async function deadCode(run: TestRun): Promise<Outcome> {
  return outcomeOf((await runTool(run, [commandOf('knip'), '--no-progress'])) === 0);
}
