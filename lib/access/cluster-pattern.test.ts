import { expect, test } from 'vitest';
import { patternWarning, plainPattern } from './cluster-pattern.ts';

test.each([
  ['prod-*', 'prod-*'],
  [' prod ', 'prod'],
  ['**', '*'],
  ['a***b**', 'a*b*'],
  ['', ''],
])('%j is kept as %j', (pattern, kept) => {
  expect(plainPattern(pattern)).toBe(kept);
});

test.each([
  ['*', null],
  ['prod-*', null],
  ['prod-??', null],
  ['stage-*', 'No cluster that is configured now matches "stage-*".'],
  ['prod-ue', 'No cluster that is configured now matches "prod-ue". Did you mean prod-eu?'],
])('%j is warned of as it should be', (pattern, warning) => {
  expect(patternWarning(pattern, ['prod-eu', 'test'])).toBe(warning);
});

test('where nothing is configured everything is warned of', () => {
  expect(patternWarning('*', [])).toBe('No cluster that is configured now matches "*".');
});
