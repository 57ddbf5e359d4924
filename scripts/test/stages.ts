import { buildIfChanged } from '../build/build.ts';
import { benches } from './benches.ts';
import { deadCode, importRules, lint, types } from './checks.ts';
import { endToEnd } from './e2e.ts';
import { outcomeOf, type Stage } from './stage.ts';
import { vitest } from './vitest.ts';

/** All parts of the tests, quick ones first. */
export const STAGES: Stage[] = [
  { name: 'types', budgetS: 55, run: types },
  { name: 'lint', budgetS: 15, run: lint },
  { name: 'import-rules', budgetS: 30, run: importRules },
  { name: 'dead-code', budgetS: 30, run: deadCode },
  { name: 'unit', budgetS: 65, run: (run) => vitest(run, 'unit') },
  { name: 'dom', budgetS: 45, run: (run) => vitest(run, 'dom') },
  { name: 'integration', budgetS: 490, run: async (run) => vitest(run, 'integration', (await run.services()).env) },
  { name: 'build', budgetS: 90, run: ({ life }) => buildIfChanged(life.signal).then(() => outcomeOf(true)) },
  { name: 'benches', budgetS: 150, run: benches },
  { name: 'e2e', budgetS: 620, run: endToEnd },
];

/** The stages of these names, in their own order; all without names. Throws for a name that none has. */
export function chosenStages(names: string[]): Stage[] {
  const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    const known = STAGES.map((stage) => stage.name).join(', ');
    throw new Error(`No stage ${unknown.join(', ')}. There are: ${known}.`);
  }
  return names.length === 0 ? STAGES : STAGES.filter((stage) => names.includes(stage.name));
}
