import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { BENCHES, missingFigures } from './benches.ts';
import { playwrightOutcome } from './playwright.ts';
import { chosenStages, STAGES } from './stages.ts';
import { vitestOutcome } from './vitest.ts';

const FILE = { status: 'passed', assertionResults: [{ status: 'passed' }] };
const vitestReport = (counts: object, testResults: object[] = [FILE]) =>
  JSON.stringify({ numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults, ...counts });

describe('vitestOutcome', () => {
  it.each([
    { what: 'all passed', report: vitestReport({}), exitCode: 0, outcome: { passed: 5, failed: 0 } },
    {
      what: 'some failed',
      report: vitestReport({ numFailedTests: 2 }),
      exitCode: 1,
      outcome: { passed: 5, failed: 2 },
    },
    {
      what: 'skipped ones',
      report: vitestReport({ numPendingTests: 1 }),
      exitCode: 0,
      outcome: { passed: 5, failed: 1 },
    },
    {
      what: 'an idea of a test',
      report: vitestReport({ numTodoTests: 1 }),
      exitCode: 0,
      outcome: { passed: 5, failed: 1 },
    },
    {
      what: 'a file that did not load',
      report: vitestReport({}, [FILE, { status: 'failed', assertionResults: [] }]),
      exitCode: 1,
      outcome: { passed: 5, failed: 1 },
    },
    {
      what: 'a failing hook',
      report: vitestReport({}, [{ status: 'failed', assertionResults: [{ status: 'passed' }] }]),
      exitCode: 1,
      outcome: { passed: 5, failed: 1 },
    },
    { what: 'an error outside of tests', report: vitestReport({}), exitCode: 1, outcome: { passed: 5, failed: 1 } },
    { what: 'a crash', report: undefined, exitCode: 139, outcome: { passed: 0, failed: 1 } },
  ])('$what', ({ report, exitCode, outcome }) => {
    expect(vitestOutcome(report, exitCode)).toEqual(outcome);
  });
});

describe('playwrightOutcome', () => {
  const report = (stats: object, errors: unknown[] = []) =>
    JSON.stringify({ stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0, ...stats }, errors });
  it.each([
    { what: 'all passed', text: report({}), exitCode: 0, outcome: { passed: 3, failed: 0 } },
    { what: 'failed', text: report({ unexpected: 1 }), exitCode: 1, outcome: { passed: 3, failed: 1 } },
    { what: 'passed at the second try', text: report({ flaky: 1 }), exitCode: 0, outcome: { passed: 3, failed: 1 } },
    { what: 'skipped', text: report({ skipped: 2 }), exitCode: 0, outcome: { passed: 3, failed: 2 } },
    {
      what: 'a file that did not load',
      text: report({ expected: 0 }, [{}]),
      exitCode: 1,
      outcome: { passed: 0, failed: 1 },
    },
    { what: 'a crash', text: undefined, exitCode: 1, outcome: { passed: 0, failed: 1 } },
  ])('$what', ({ text, exitCode, outcome }) => {
    expect(playwrightOutcome(text, exitCode)).toEqual(outcome);
  });
});

describe('missingFigures', () => {
  it.each([
    { output: 'warming up\n{"a": 1, "b": 0}\n', missing: [] },
    { output: '{"a": 1, "b": null}', missing: ['b'] },
    { output: '{"a": 1, "b": "2"}', missing: ['b'] },
    { output: '{"a": 1, "b": 2}\ndone', missing: ['a', 'b'] },
    { output: '', missing: ['a', 'b'] },
    { output: 'null', missing: ['a', 'b'] },
  ])('of $output are $missing', ({ output, missing }) => {
    expect(missingFigures(output, ['a', 'b'])).toEqual(missing);
  });
});

it('each bench of npm test can be run by its name, and the other way round', () => {
  const names = Object.keys(manifest.scripts).filter((name) => name.startsWith('bench:'));
  expect(names.sort()).toEqual(
    Object.keys(BENCHES)
      .map((name) => `bench:${name}`)
      .sort(),
  );
});

describe('chosenStages', () => {
  it('is all without a choice, and keeps the order', () => {
    expect(chosenStages([])).toEqual(STAGES);
    expect(chosenStages(['unit', 'types']).map((stage) => stage.name)).toEqual(['types', 'unit']);
  });

  it('refuses a name that is no stage, and says which there are', () => {
    expect(() => chosenStages(['units'])).toThrow(/No stage units\. There are: types, /);
  });
});
