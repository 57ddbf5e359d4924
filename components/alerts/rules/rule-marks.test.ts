import { expect, it } from 'vitest';
import { ruleExample } from '#lib/api/examples/rules.ts';
import { ruleSchema } from '#lib/api/schemas/rules.ts';
import { toldWords } from './rule-marks.tsx';
import { rulesAnswer } from './rules-answer.ts';

const told = (destinations: string[], owners: string[] = [], missingDestinations: string[] = []) =>
  toldWords({ destinations, owners, missingDestinations });

it.each([
  [told([]), null],
  [told(['pager', 'chat']), 'pager, chat'],
  [told(['pager'], ['payments']), 'pager, and owners'],
  [told([], ['payments']), 'owners alone'],
  [told(['gone'], [], ['gone']), null],
  [told(['gone', 'pager'], ['payments'], ['gone']), 'pager, and owners'],
])('%j', (words, expected) => expect(words).toBe(expected));

it('counts owners as somebody who hears of what rules find', () => {
  const alone = ruleSchema.parse({ ...ruleExample, destinations: [] });
  expect(rulesAnswer([alone], null)).toContain('none names a destination');
  expect(rulesAnswer([{ ...alone, owners: ['payments'] }], null)).not.toContain('none names a destination');
});
