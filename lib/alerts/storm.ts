import type { IncidentOpening } from './incident.ts';

/** So many incidents of a rule are told of by themselves. */
export const MOST_APART = 5;
/** Within so long. */
export const STORM_WINDOW_MS = 300_000;
/** What changes in a storm is told at most so often. */
export const UPDATE_EVERY_MS = 60_000;

export interface StormRules {
  /** Notice of the storm of a rule that is not over. */
  open: ReadonlyMap<number, string>;
  /** How many incidents of a rule opened within the window before. */
  recent: ReadonlyMap<number, number>;
  noticeIdOf(incidentId: string): string;
  newStormId(): string;
}

/**
 * By which notice each opening is told (semantics: alerts, section 3): its own, unless more than 5 of its rule open in one poll, which
 * then share one, or within 5 minutes, from the sixth on; or a storm of the rule goes on, which it joins. One that is
 * reopened keeps its own, which the tables know.
 */
export function placed(
  openings: readonly IncidentOpening[],
  rules: StormRules,
): (IncidentOpening & { noticeId: string })[] {
  const byRule = Map.groupBy(openings, ({ rule }) => rule.id);
  const storms = new Map(rules.open);
  return openings.map((opening) => {
    const { rule, incidentId, kind } = opening;
    const own = rules.noticeIdOf(incidentId);
    if (kind === 'reopened') return { ...opening, noticeId: own };
    const ofRule = (byRule.get(rule.id) ?? []).filter((one) => one.kind === 'opened');
    const place = (rules.recent.get(rule.id) ?? 0) + ofRule.indexOf(opening);
    const isApart = ofRule.length <= MOST_APART && place < MOST_APART;
    const storm = storms.get(rule.id);
    if (storm === undefined && isApart) return { ...opening, noticeId: own };
    const noticeId = storm ?? rules.newStormId();
    storms.set(rule.id, noticeId);
    return { ...opening, noticeId };
  });
}
