import { createBreath } from '#lib/history/seal/breath.ts';
import { matches } from './patterns.ts';
import type { NamePatterns } from './rule.ts';

const AT_A_TIME_MS = 20;

/** Those whose names are among these patterns. Whatever it takes, others have their turn meanwhile. */
export async function namedBy<One extends { name: string }>(
  patterns: NamePatterns,
  all: readonly One[],
): Promise<One[]> {
  const breath = createBreath(AT_A_TIME_MS);
  const found: One[] = [];
  for (const one of all) {
    if (matches(patterns, one.name)) found.push(one);
    await breath.take();
  }
  return found;
}
