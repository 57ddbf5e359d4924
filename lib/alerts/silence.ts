import { type Recurrence, type Stretch, stretchAt } from './recurrence.ts';
import type { NamePatterns, RuleSeverity } from './rule.ts';

/** Which incidents a silence is over: those that all of this fits. */
export interface SilenceMatchers {
  /** Names of rules. */
  rules: NamePatterns;
  groups: NamePatterns;
  topics: NamePatterns;
  /** By their ids; empty: any. What is of no broker is not meant by them. */
  brokers: readonly number[];
  /** Empty: any. */
  severities: readonly RuleSeverity[];
  /** Labels of the rule; each must be there with this value. */
  labels: Readonly<Record<string, string>>;
}

/** Nobody is told of incidents that it is over while it is in force. They open and end all the same. */
export interface Silence {
  id: string;
  /** Null: all clusters. */
  cluster: string | null;
  matchers: SilenceMatchers;
  comment: string;
  author: string;
  startsAtMs: number;
  /** Null only of what recurs: for ever. */
  endsAtMs: number | null;
  /** A maintenance window, open within these stretches alone; null: from its start to its end. */
  recurrence: Recurrence | null;
}

/** When it is in force: the stretch that an instant is in, or the next one; null where none comes any more. */
export function stretchOf({ startsAtMs, endsAtMs, recurrence }: Silence, atMs: number): Stretch | null {
  const endMs = endsAtMs ?? Infinity;
  if (atMs >= endMs) return null;
  if (recurrence === null) return { fromMs: startsAtMs, untilMs: endMs };
  const window = stretchAt(recurrence, Math.max(atMs, startsAtMs));
  if (window === null || window.fromMs >= endMs) return null;
  return { fromMs: Math.max(window.fromMs, startsAtMs), untilMs: Math.min(window.untilMs, endMs) };
}

/** Until when it is in force without a break; null where it is not. */
export function inForceUntilMs(silence: Silence, atMs: number): number | null {
  const stretch = stretchOf(silence, atMs);
  return stretch !== null && stretch.fromMs <= atMs && atMs < stretch.untilMs ? stretch.untilMs : null;
}
