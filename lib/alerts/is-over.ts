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

/** Whether a silence, in force or not, is over an incident. */
export function isOver({ cluster, matchers }: Pick<Silence, 'cluster' | 'matchers'>, incident: Silenceable): boolean {
  const { rules, groups, topics, brokers, severities, labels } = matchers;
  const { rule } = incident;
  return (
    (cluster === null || cluster === incident.cluster) &&
    matches(rules, rule.name) &&
    fits(groups, incident.group) &&
    fits(topics, incident.topic) &&
    (brokers.length === 0 || (incident.broker !== null && brokers.includes(incident.broker))) &&
    (severities.length === 0 || severities.includes(rule.severity)) &&
    Object.entries(labels).every(([label, value]) => rule.labels[label] === value)
  );
}

/** What has no such name is not meant by a pattern of names. */
const fits = (patterns: NamePatterns, name: string | null): boolean =>
  name === null ? isAll(patterns) : matches(patterns, name);
