import type { Phrase } from './answer.tsx';

/** The phrases as the reader sees them, for tests. */
export function spoken(phrases: readonly Phrase[]): string {
  return phrases
    .map((phrase) => (typeof phrase === 'string' ? phrase : phrase.text))
    .join('')
    .replaceAll('\u00a0', ' ');
}
