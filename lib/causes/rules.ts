import { STATUS_RULES, type StatusRules } from '#lib/lag/status/rules.ts';

/** How far the search for causes looks; milliseconds. Tests look at seconds. */
export interface CauseRules {
  /** What is looked at before the moment, at least; wider where commits are far apart, up to `widestWindowMs`. */
  windowMs: number;
  widestWindowMs: number;
  /** What is usual is the median of this time before the window, */
  usualMs: number;
  /** of which at least so much must be known: before, nothing is compared with it. */
  leastUsualMs: number;
  /** How far back what happened is looked for. */
  eventsMs: number;
  /** "3 polls" (lib/lag/three-polls.ts). */
  threePollsMs: number;
  /** The thresholds of the statuses of the group: what is no status yet needs no cause. */
  status: StatusRules;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What a cluster's configuration says of the search. */
export interface CauseSettings {
  causeWindowMs: number;
  usualAfterMs: number;
}

const DEFAULTS: CauseSettings = { causeWindowMs: 15 * MINUTE_MS, usualAfterMs: HOUR_MS };

/** The rules of a group (semantics: lag, section 5). */
export const causeRules = (
  threePollsMs: number,
  status: StatusRules = STATUS_RULES,
  { causeWindowMs, usualAfterMs }: CauseSettings = DEFAULTS,
): CauseRules => ({
  windowMs: causeWindowMs,
  widestWindowMs: 2 * HOUR_MS,
  usualMs: 24 * HOUR_MS,
  leastUsualMs: usualAfterMs,
  eventsMs: HOUR_MS,
  threePollsMs,
  status,
});
