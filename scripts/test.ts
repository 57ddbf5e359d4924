import { parseArgs } from 'node:util';
import { Problem, report } from './bootstrap/problem.mjs';
import { elapsed } from './bootstrap/progress.mjs';
import { withLifetime } from './run/lifetime.ts';
import { startTestServices, type TestServices } from './test/services.ts';
import { type Outcome, type Stage, sum, type TestRun } from './test/stage.ts';
import { chosenStages } from './test/stages.ts';

/** A run that was stopped is no run that passed. */
const INTERRUPTED = { onSignal: 130 };

/** npm test: every stage in turn, or those of `--only unit,lint`. The last line is `N passed, N failed`. */
await withLifetime(async (life) => {
  let services: Promise<TestServices> | undefined;
  const run: TestRun = {
    life,
    services() {
      services ??= startTestServices(life);
      return services;
    },
  };
  const stages = stagesOf(process.argv.slice(2));
  const results: { stage: Stage; outcome: Outcome; ms: number }[] = [];
  for (const stage of stages) results.push(await runStage(stage, run));

  const total = sum(results.map(({ outcome }) => outcome));
  await life.stopAll();
  console.log('');
  for (const result of results) console.log(lineOf(result));
  console.log(`${total.passed} passed, ${total.failed} failed`);
  await life.end(total.failed === 0 ? 0 : 1);
}, INTERRUPTED);

function stagesOf(args: string[]): Stage[] {
  try {
    const { values } = parseArgs({ args, options: { only: { type: 'string', default: '' } } });
    return chosenStages(values.only.split(',').filter((name) => name !== ''));
  } catch (error) {
    throw new Problem(error instanceof Error ? error.message : String(error));
  }
}

async function runStage(stage: Stage, run: TestRun): Promise<{ stage: Stage; outcome: Outcome; ms: number }> {
  console.log(`\n── ${stage.name} ──`);
  const started = Date.now();
  const outcome = await stage.run(run).catch((error): Outcome => {
    run.life.signal.throwIfAborted();
    report(error);
    return { passed: 0, failed: 1 };
  });
  return { stage, outcome, ms: Date.now() - started };
}

function lineOf({ stage, outcome, ms }: { stage: Stage; outcome: Outcome; ms: number }): string {
  const mark = outcome.failed === 0 ? '✓' : '✗';
  const over = ms > stage.budgetS * 1000 ? `   over its budget of ${stage.budgetS} s` : '';
  return `${mark} ${stage.name.padEnd(14)} ${outcome.passed} passed, ${outcome.failed} failed   ${elapsed(ms)}${over}`;
}
