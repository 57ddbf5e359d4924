import type { Delivery } from '#lib/api/schemas/destinations.ts';
import { plural } from '#lib/client/format-number.ts';
import { shortReason } from './delivery-reason.ts';

/** The most that the API counts. */
const MOST_COUNTED = 1_000;
const MOST_REASONS = 2;

/** "2 pages could not be delivered" */
export const parkedWords = (parked: number): string =>
  `${parked < MOST_COUNTED ? plural(parked, 'page') : `${plural(MOST_COUNTED, 'page')} or more`} could not be delivered`;

/** Why, and by whom they were refused, the reasons of most of them first: "403 from pagerduty-prod". */
export function reasonWords(parked: readonly Delivery[]): string {
  const byReason = Map.groupBy(
    parked,
    ({ reason, destination }) => `${shortReason(reason ?? 'no reason kept')} from ${destination.name}`,
  );
  const reasons = [...byReason].toSorted(([, one], [, other]) => other.length - one.length).map(([words]) => words);
  const more = reasons.length - MOST_REASONS;
  return `${reasons.slice(0, MOST_REASONS).join('; ')}${more > 0 ? `; and ${plural(more, 'more reason')}` : ''}`;
}
