import type { Phrase } from '#components/ui/answer.tsx';
import type { Silence } from '#lib/api/schemas/silences.ts';
import type { Incidents } from '#lib/client/alerts.ts';
import { formatCount } from '#lib/client/format-number.ts';
import { formatMinute } from '#lib/client/format-time.ts';

/** "2 silences are in force on prod-eu; 3 incidents are muted by them." Or that nothing is, and when something will be. */
export function silencesAnswer(
  cluster: string,
  silences: readonly Silence[],
  firing: Incidents | undefined,
  now: number,
): Phrase[] {
  const name: Phrase = { key: 'cluster', text: cluster, name: true };
  const inForce = silences.filter(({ state }) => state === 'in-force');
  if (inForce.length === 0) {
    const next = silences.reduce<string | null>((soonest, one) => sooner(soonest, upcomingFrom(one)), null);
    return ['Nothing is silenced on ', name, next === null ? '.' : `; the next begins at ${formatMinute(next, now)}.`];
  }
  const isOne = inForce.length === 1;
  const count: Phrase = {
    key: 'count',
    text: isOne ? '1 silence is in force' : `${formatCount(inForce.length)} silences are in force`,
    strong: true,
  };
  return [count, ' on ', name, firing === undefined ? '.' : mutedPart(inForce, firing, isOne ? 'it' : 'them')];
}

function mutedPart(inForce: readonly Silence[], firing: Incidents, them: string): string {
  const count = inForce.reduce((sum, silence) => sum + mutedHere(silence, firing), 0);
  if (count === 0) return `; nothing that fires is muted by ${them}.`;
  return `; ${count === 1 ? '1 incident is' : `${formatCount(count)} incidents are`} muted by ${them}.`;
}

/** How many open incidents a silence mutes on a cluster, of which these fire; where not all of those are here, on all clusters. */
export function mutedHere({ id, muted }: Pick<Silence, 'id' | 'muted'>, firing: Incidents | undefined): number {
  if (firing === undefined || firing.nextCursor !== null) return muted;
  return firing.items.filter((incident) => incident.muted?.silence === id).length;
}

const upcomingFrom = ({ state, from }: Silence): string | null => (state === 'upcoming' ? from : null);

/** Instants of the API are all written alike: the sooner one is the lesser text. */
const sooner = (one: string | null, other: string | null): string | null =>
  one === null || (other !== null && other < one) ? other : one;
