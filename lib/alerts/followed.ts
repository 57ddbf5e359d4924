import type { TopicNow } from '#lib/history/contract.ts';
import { isAll, narrowed } from './narrowed.ts';
import type { PatternTime } from './pattern-time.ts';
import { matchesInTime } from './patterns.ts';
import type { GroupSeen } from './reading.ts';
import { type AlertRule, METRICS } from './rule.ts';
import type { ActiveTarget } from './target-state.ts';
import { type Places, RulePlaces } from './targets.ts';
import { type Thresholds, thresholdsOfAll } from './threshold.ts';

/** A rule with what it is over on one cluster, and what is active of that. */
export interface Followed {
  rule: AlertRule;
  /** The same for all targets; null where the target has a say (threshold.ts). */
  thresholds: Thresholds | null;
  /** It reads groups as they are, as others of the same metric do. */
  sharedReading: string | null;
  groups: RulePlaces<GroupSeen>;
  topics: RulePlaces<TopicNow>;
  /** Which topics of a group it looks at, where that is known; null: all. */
  isMeant: ((topic: string) => boolean | null) | null;
  active: Map<string, ActiveTarget>;
}

/** What there is on a cluster, and how long names may be held against regular expressions. */
interface There {
  groups: Places<GroupSeen>;
  topics: Places<TopicNow>;
  patternTime: PatternTime | undefined;
}

/**
 * Takes up a rule; nothing is active of it yet. What it is over is the same as long as its version is (`known`): matching all there is
 * against all rules anew is not cheap.
 */
export function follow(rule: AlertRule, known: Followed | undefined, there: There): Followed {
  const { patternTime } = there;
  const isSame = known?.rule.version === rule.version;
  const topics = isSame ? known.topics : new RulePlaces(rule.topics, there.topics.all, patternTime);
  return {
    rule,
    thresholds: thresholdsOfAll(rule.condition),
    sharedReading: isAll(rule.topics) ? `${rule.condition.metric} ${rule.condition.aggregation}` : null,
    groups: isSame ? known.groups : new RulePlaces(rule.groups, there.groups.all, patternTime),
    topics,
    isMeant: isAll(rule.topics)
      ? null
      : (topic) => topics.knows(there.topics.find(topic)) ?? matchesInTime(rule.topics, topic, patternTime),
    active: new Map(),
  };
}

/** It is not known yet of all groups and topics whether the rule is over them. */
export function isWaiting({ rule, groups, topics }: Followed): boolean {
  const { over, isOfWholeGroup } = METRICS[rule.condition.metric];
  if (over === 'topics') return topics.isWaiting;
  return over === 'groups' && (groups.isWaiting || (isOfWholeGroup !== true && topics.isWaiting));
}

/** A rule over groups waits for what it is over of topics. */
export function isHeldUp({ rule, topics }: Followed): boolean {
  if (METRICS[rule.condition.metric].isOfWholeGroup) return false;
  topics.take();
  return topics.isWaiting;
}

/** What a rule looks at of a group; null where it has none of these topics. */
export const seenBy = ({ condition }: AlertRule, group: GroupSeen, isMeant: Followed['isMeant']) =>
  METRICS[condition.metric].isOfWholeGroup || isMeant === null ? group : narrowed(group, isMeant);
