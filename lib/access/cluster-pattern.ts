import { matchesAny } from '#lib/config/name-pattern.ts';
import { nearest } from '#lib/config/nearest.ts';

/** The pattern as it is kept: two stars match what one does, and only `*` is the installation. */
export const plainPattern = (pattern: string): string => pattern.trim().replace(/\*{2,}/g, '*');

/** Why a pattern gives nothing today, in words; null where it matches one of these clusters. It is no mistake: clusters come later. */
export function patternWarning(pattern: string, clusters: readonly string[]): string | null {
  if (clusters.some((name) => matchesAny([pattern], name))) return null;
  const alike = nearest(pattern, clusters);
  const hint = alike === null ? '' : ` Did you mean ${alike}?`;
  return `No cluster that is configured now matches ${JSON.stringify(pattern)}.${hint}`;
}
