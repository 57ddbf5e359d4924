import { type Hearers, hearerWarnings } from './hearer-warnings.ts';
import { isAll } from './narrowed.ts';
import { patternDoubts } from './pattern-doubts.ts';
import { hintTime } from './pattern-time.ts';
import { matchesInTime } from './patterns.ts';
import { METRICS, type NamePatterns } from './rule.ts';
import type { RuleDefinition } from './rule-schema.ts';

/** What is there now on the clusters that a rule is over, as far as somebody looked. */
export interface KnownNames {
  groups: readonly { name: string; commitGapMs: number | null }[];
  topics: readonly string[];
}

/** What is taken as it is written, and is perhaps not meant; at the field where it stands. */
export interface RuleWarning {
  parameter: string;
  message: string;
}

interface Polled {
  /** How many clusters the rule is over. */
  clusters: number;
  slowestMs: number;
  /** Null: nobody looked, or nothing was ever read of them. */
  known: KnownNames | null;
  hearers: Hearers;
}

/** All that is doubtful in a rule. */
export function warningsOf(rule: RuleDefinition, polled: Polled): RuleWarning[] {
  return [
    ...clusterWarnings(rule, polled),
    ...patternWarnings(rule),
    ...nameWarnings(rule, polled),
    ...timeWarnings(rule, polled),
    ...thresholdWarnings(rule, polled),
    ...hearerWarnings(rule, polled.hearers),
  ];
}

const clusterWarnings = ({ clusters }: RuleDefinition, polled: Polled): RuleWarning[] =>
  polled.clusters > 0
    ? []
    : [
        {
          parameter: 'clusters.include',
          message: `No cluster is called ${clusters.include.join(', ')}: it watches nothing.`,
        },
      ];

/** What looks like a regular expression and is none. */
const patternWarnings = ({ clusters, groups, topics }: RuleDefinition): RuleWarning[] =>
  Object.entries({ clusters, groups, topics }).flatMap(([field, patterns]) =>
    patternDoubts(patterns).map(({ list, message }) => ({ parameter: `${field}.${list}`, message })),
  );

function nameWarnings({ condition, groups, topics }: RuleDefinition, { clusters, known }: Polled): RuleWarning[] {
  if (known === null || clusters === 0) return [];
  const { over, isOfWholeGroup } = METRICS[condition.metric];
  const none = (parameter: string, what: string, patterns: NamePatterns, names: readonly string[]) =>
    isAll(patterns) || names.length === 0 || !names.every((name) => matchesInTime(patterns, name, hintTime) === false)
      ? []
      : [{ parameter, message: `No ${what} matches now: it watches nothing until one does.` }];
  const names = known.groups.map(({ name }) => name);
  const ofTopics = over === 'topics' || (over === 'groups' && !isOfWholeGroup);
  return [
    ...(over === 'groups' ? none('groups.include', 'group', groups, names) : []),
    ...(ofTopics ? none('topics.include', 'topic', topics, known.topics) : []),
  ];
}

function timeWarnings({ condition: { forSeconds } }: RuleDefinition, { slowestMs }: Polled): RuleWarning[] {
  const intervalS = slowestMs / 1000;
  if (forSeconds === 0 || forSeconds >= intervalS) return [];
  const message = `Polls are ${intervalS} s apart: ${forSeconds} s cannot be told from one poll to the next, so it fires with the second that is beyond it.`;
  return [{ parameter: 'condition.forSeconds', message }];
}

/** A group that keeps up is behind by what came since its last commit, and that is seen a poll later. */
function thresholdWarnings({ condition, groups }: RuleDefinition, { slowestMs, known }: Polled): RuleWarning[] {
  const { metric, threshold, commitGaps } = condition;
  if (metric !== 'time-lag') return [];
  const intervalS = slowestMs / 1000;
  const slow = (known?.groups ?? [])
    .filter(({ name }) => matchesInTime(groups, name, hintTime))
    .map(({ name, commitGapMs }) => ({ name, gapS: (commitGapMs ?? 0) / 1000 }))
    .filter(({ gapS }) => Math.max(threshold, commitGaps * gapS) < gapS + intervalS)
    .toSorted((one, other) => other.gapS - one.gapS);
  const [worst, ...others] = slow.filter(({ gapS }) => gapS > 0);
  const advice = commitGaps >= 3 ? 'A larger one tells more.' : 'Let it be at least three commit gaps.';
  if (worst !== undefined) {
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    const message = `${worst.name}${more} commits every ${round(worst.gapS)} s and is polled every ${intervalS} s: it may seem ${round(worst.gapS + intervalS)} s behind while it keeps up. ${advice}`;
    return [{ parameter: 'condition.threshold', message }];
  }
  if (commitGaps > 0 || threshold >= intervalS) return [];
  const message = `Polls are ${intervalS} s apart: a group that commits in between may seem ${intervalS} s behind. ${advice}`;
  return [{ parameter: 'condition.threshold', message }];
}

const round = (seconds: number): number => (seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds));
