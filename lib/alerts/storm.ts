import type { IncidentFacts } from './incident.ts';
import { operatorOf } from './rule-check.ts';
/** So many incidents of a rule are told of by themselves. */
export const MOST_APART = 5;
/** Within so long. */
export const STORM_WINDOW_MS = 300_000;
/** What changes in a storm is told at most so often. */
export const UPDATE_EVERY_MS = 60_000;
/** When a storm was told of last that has just begun, or is over: what comes back is told of at once. */
export const UNTOLD = 0;

export interface StormRules {
  /** Notice of the storm of a rule that is not over. */
  open: ReadonlyMap<number, string>;
  /** How many incidents of a rule were told of within the window before. */
  recent: ReadonlyMap<number, number>;
  noticeIdOf(incidentId: string): string;
  newStormId(): string;
}

/** An incident that is about to be told of. */
export interface Telling {
  id: string;
  ruleId: number;
  /** Of one that came back: by which it was told before. */
  noticeId: string | null;
}

/**
 * By which notice each incident is told (semantics: alerts, section 3): its own, unless more than 5 of its rule are to be told of in
 * one poll, which then share one, or within 5 minutes, from the sixth on; or a storm of the rule goes on, which it joins. One that
 * came back keeps what it had.
 */
export function placed(tellings: readonly Telling[], rules: StormRules): Map<string, string> {
  const fresh = tellings.filter(({ noticeId }) => noticeId === null);
  const byRule = Map.groupBy(fresh, ({ ruleId }) => ruleId);
  const storms = new Map(rules.open);
  const places = new Map<string, string>();
  for (const telling of tellings) {
    const { id, ruleId, noticeId } = telling;
    const ofRule = byRule.get(ruleId) ?? [];
    const place = (rules.recent.get(ruleId) ?? 0) + ofRule.indexOf(telling);
    const isApart = ofRule.length <= MOST_APART && place < MOST_APART;
    const storm = storms.get(ruleId);
    if (noticeId !== null) places.set(id, noticeId);
    else if (storm === undefined && isApart) places.set(id, rules.noticeIdOf(id));
    else {
      const shared = storm ?? rules.newStormId();
      storms.set(ruleId, shared);
      places.set(id, shared);
    }
  }
  return places;
}

/** Of an incident what says how bad it is. */
interface WithFacts {
  facts: Pick<IncidentFacts, 'value' | 'limit'>;
}

/** Of a rule that is below the smallest is the worst. What has no value comes last. */
export function byWorst<Incident extends WithFacts>(incidents: readonly Incident[]): Incident[] {
  const badness = ({ facts: { value, limit } }: Incident): number => {
    if (value === null) return Number.NEGATIVE_INFINITY;
    return limit !== null && operatorOf(limit.metric) === '<' ? -value : value;
  };
  return incidents.toSorted((one, other) => {
    const [of, ofOther] = [badness(one), badness(other)];
    return of === ofOther ? 0 : ofOther - of;
  });
}
