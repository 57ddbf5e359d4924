import { expect, test } from 'vitest';
import { spoken } from '#components/ui/testing.ts';
import { ruleExample } from '#lib/api/examples/rules.ts';
import type { Rule } from '#lib/api/schemas/rules.ts';
import { rulesAnswer } from './rules-answer.ts';

const TOLD = ruleExample as Rule;
const UNTOLD: Rule = { ...TOLD, destinations: [] };
const MISSING: Rule = { ...TOLD, missingDestinations: TOLD.destinations };
const OFF: Rule = { ...TOLD, enabled: false };

test.each([
  [[], 'No rule watches anything.'],
  [[TOLD], '1 rule watches what the polls see.'],
  [[TOLD, UNTOLD, OFF], '2 rules watch what the polls see; 1 switched off.'],
  [[UNTOLD], '1 rule watches what the polls see. Incidents are shown here alone: none names a destination.'],
  [
    [MISSING, UNTOLD],
    '2 rules watch what the polls see. Incidents are shown here alone: none names a destination that there is.',
  ],
  [[OFF], '0 rules watch what the polls see; 1 switched off.'],
])('how many watch, and whether anybody hears of it: %#', (rules, said) =>
  expect(spoken(rulesAnswer(rules, null))).toBe(said),
);

test('leads those who may to where a destination is made', () => {
  expect(rulesAnswer([UNTOLD], '/there')).toContainEqual(expect.objectContaining({ href: '/there' }));
});
