import type { Phrase } from '#components/ui/answer.tsx';
import type { Rule } from '#lib/api/schemas/rules.ts';
import { formatCount, plural } from '#lib/client/format-number.ts';
import { toldWords } from './rule-marks.tsx';

/** How many rules watch, and whether anybody hears of what they find; `destinations` is where one may be made, for those who may. */
export function rulesAnswer(rules: readonly Rule[], destinations: string | null): Phrase[] {
  if (rules.length === 0) return ['No rule watches anything.'];
  const on = rules.filter(({ enabled }) => enabled);
  const off = rules.length - on.length;
  const count = { key: 'on', text: plural(on.length, 'rule'), strong: true };
  const watching = ` ${on.length === 1 ? 'watches' : 'watch'} what the polls see`;
  const switchedOff = off === 0 ? '' : `; ${formatCount(off)} switched off`;
  const isTold = on.length === 0 || on.some((rule) => toldWords(rule) !== null);
  if (isTold) return [count, `${watching}${switchedOff}.`];
  const isMissing = on.some(({ missingDestinations }) => missingDestinations.length > 0);
  const none = isMissing ? 'none names a destination that there is' : 'none names a destination';
  return [
    count,
    `${watching}${switchedOff}. Incidents are shown here alone: `,
    destinations === null ? none : { key: 'destinations', text: none, href: destinations },
    '.',
  ];
}
