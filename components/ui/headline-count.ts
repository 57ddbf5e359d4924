import { formatCount, formatShort } from '#lib/client/format-number.ts';
import type { Phrase } from './answer.tsx';

/** From here on a headline shortens a number. */
const SHORTEN_FROM = 1_000_000n;

/** A count in a sentence: all digits while they are few, else `1.2 M`; what is read out and copied is always exact. */
export function headlineCount(key: string, value: string): Phrase {
  const exact = formatCount(value);
  if (BigInt(value) < SHORTEN_FROM) return { key, text: exact, strong: true };
  return { key, text: formatShort(value), exact, strong: true };
}
