import type { Lifetime } from '../run/lifetime.ts';
import type { TestServices } from './services.ts';

/** What a stage found out: how many checks held and how many did not. */
export interface Outcome {
  passed: number;
  failed: number;
}

/** What stages share: one Kafka and one Postgres for the whole run, started when first asked for. */
export interface TestRun {
  life: Lifetime;
  services(): Promise<TestServices>;
}

/** One part of the tests. */
export interface Stage {
  name: string;
  /** A run over it says so; it doesn't fail. */
  budgetS: number;
  run(run: TestRun): Promise<Outcome>;
}

/** The outcome of one check. */
export function outcomeOf(holds: boolean): Outcome {
  return holds ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Both outcomes together. */
export function sum(outcomes: Outcome[]): Outcome {
  const add = (read: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + read(outcome), 0);
  return { passed: add((one) => one.passed), failed: add((one) => one.failed) };
}
