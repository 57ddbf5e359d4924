import { isAll } from './narrowed.ts';
import { patternDoubts } from './pattern-doubts.ts';
import { hintTime } from './pattern-time.ts';
import { matchesInTime } from './patterns.ts';
import type { KnownNames, RuleWarning } from './rule-warnings.ts';
import type { SilenceMatchers } from './silence.ts';

/** What there is now where a silence is to be in force. */
interface Surroundings {
  /** Names of the rules that are over it. */
  rules: readonly string[];
  /** Null: nothing was ever read there. */
  known: KnownNames | null;
  /** Ids of all brokers. */
  brokers: readonly number[];
}

/** All that is doubtful in what a silence is over, at its field. */
export function silenceWarnings(matchers: SilenceMatchers, around: Surroundings): RuleWarning[] {
  const { rules, groups, topics } = matchers;
  const fields = [
    { what: 'rule', patterns: rules, names: around.rules },
    { what: 'group', patterns: groups, names: around.known?.groups.map(({ name }) => name) ?? [] },
    { what: 'topic', patterns: topics, names: around.known?.topics ?? [] },
  ];
  const ofNames = fields.flatMap(({ what, patterns, names }) => {
    const field = `matchers.${what}s`;
    const isIdle =
      !isAll(patterns) && names.length > 0 && names.every((name) => matchesInTime(patterns, name, hintTime) === false);
    return [
      ...patternDoubts(patterns).map(({ list, message }) => ({ parameter: `${field}.${list}`, message })),
      ...(isIdle
        ? [{ parameter: `${field}.include`, message: `No ${what} matches now: it mutes nothing until one does.` }]
        : []),
    ];
  });
  return [...ofNames, ...brokerWarnings(matchers, around)];
}

/** What is about a broker is about nothing else; one that is not there now is perhaps to come. */
function brokerWarnings({ brokers, groups, topics }: SilenceMatchers, around: Surroundings): RuleWarning[] {
  const parameter = 'matchers.brokers';
  if (brokers.length === 0) return [];
  if (!isAll(groups) || !isAll(topics)) {
    return [{ parameter, message: 'What is about a broker is about no group or topic: with both it mutes nothing.' }];
  }
  const isIdle = around.brokers.length > 0 && !brokers.some((id) => around.brokers.includes(id));
  return isIdle ? [{ parameter, message: 'There is no such broker now: it mutes nothing until there is.' }] : [];
}
