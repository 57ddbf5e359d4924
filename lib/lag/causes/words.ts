import { count } from '../numbers.ts';
import type { Place } from './cause.ts';
import type { Member } from './evidence.ts';
import { memberName, type Part, say, topicName } from './sentence.ts';

const MOST_NAMED = 3;
const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

/** `1,204`: a count of records, whole. */
export const counted = (value: number): string => count(BigInt(Math.round(value)));

/** `1 partition`, `24 partitions`. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${counted(value)} ${Math.round(value) === 1 ? one : many}`;

/** Records per second: `1,240/s`, `3.1/s`, `0.05/s`. */
export function perSecond(rate: number): string {
  if (rate >= 100 || rate === 0) return `${counted(rate)}/s`;
  return `${Number(rate.toPrecision(2))}/s`;
}

/** A part of a whole in per cent: `52 %`. */
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** How long, in its two largest units: `4 min 18 s`, `38 s`. */
export function lasting(ms: number): string {
  let rest = Math.max(0, Math.round(ms / 1000) * 1000);
  const parts: string[] = [];
  for (const [size, unit] of UNITS) {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    if (whole > 0) parts.push(`${whole} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ') || '0 s';
}

/** `orders 3`, `its 4 partitions`-style lists name at most a few: `orders 3, orders 5 and 2 more`. */
export function placesNamed(places: readonly Place[]): Part[] {
  return listed(places.map(({ topic, partition }) => say`${topicName(topic)} ${partition}`));
}

/** A member by its instance or client id, with its host: `worker-3 (10.0.3.7)`. */
export const memberInWords = ({ instanceId, clientId, host }: Member): Part[] =>
  say`${memberName(instanceId ?? clientId)} (${host.replace(/^\//, '')})`;

/** `a`, `a and b`, `a, b and c`; of more the first and how many more. */
export function listed(items: readonly Part[][]): Part[] {
  const shown = items.length > MOST_NAMED + 1 ? items.slice(0, MOST_NAMED) : items;
  const more = items.length - shown.length;
  const ends = more > 0 ? [...shown, say`${counted(more)} more`] : shown;
  return ends.flatMap((item, index) => {
    if (index === 0) return item;
    return say`${index === ends.length - 1 ? ' and ' : ', '}${item}`;
  });
}
