import { isAll } from './narrowed.ts';
import { matches } from './patterns.ts';
import type { NamePatterns, RuleSeverity } from './rule.ts';
import type { Silence } from './silence.ts';

/** Of an incident what silences are held against. */
export interface Silenceable {
  cluster: string;
  rule: { name: string; severity: RuleSeverity; labels: Readonly<Record<string, string>> };
  group: string | null;
  topic: string | null;
  /** Its id. */
  broker: number | null;
}

/** Whether a silence, in force or not, is over an incident. What `isAmong` has no answer to (null) is not. */
export function isOver(
  { cluster, matchers }: Pick<Silence, 'cluster' | 'matchers'>,
  incident: Silenceable,
  isAmong: IsAmong = matches,
): boolean {
  const { rules, groups, topics, brokers, severities, labels } = matchers;
  const { rule } = incident;
  return (
    (cluster === null || cluster === incident.cluster) &&
    isAmong(rules, rule.name) === true &&
    fits(groups, incident.group, isAmong) &&
    fits(topics, incident.topic, isAmong) &&
    (brokers.length === 0 || (incident.broker !== null && brokers.includes(incident.broker))) &&
    (severities.length === 0 || severities.includes(rule.severity)) &&
    Object.entries(labels).every(([label, value]) => rule.labels[label] === value)
  );
}

/** What has no such name is not meant by a pattern of names. */
const fits = (patterns: NamePatterns, name: string | null, isAmong: IsAmong): boolean =>
  name === null ? isAll(patterns) : isAmong(patterns, name) === true;

/** Whether a name is one of these patterns (patterns.ts). */
type IsAmong = (patterns: NamePatterns, name: string) => boolean | null;
