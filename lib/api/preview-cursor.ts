import { z } from 'zod';
import type { PreviewPlace } from '#lib/alerts/preview/part.ts';
import { invalidParameters } from './problem.ts';

const instant = z.number().min(0).max(8.64e15);
const firing = z.object({
  sinceMs: instant,
  firedAtMs: instant,
  resolvedAtMs: instant.nullable(),
  worst: z.number().nullable(),
});
const state = z.object({
  phase: z.enum(['inactive', 'pending', 'firing']),
  sinceMs: instant,
  heldFromMs: instant,
  clearFromMs: instant.nullable(),
  seenAtMs: instant,
  unknownFromMs: instant.nullable(),
  valuelessFromMs: instant.nullable(),
  isNoData: z.boolean(),
  lostFromMs: instant.nullable(),
  recreated: z.string().nullable(),
  isHeld: z.boolean(),
  resolvedAtMs: instant.nullable(),
});
const place = z.object({
  after: z.string().nullable(),
  within: z
    .object({
      group: z.string(),
      topic: z.string().nullable(),
      atMs: instant,
      saved: z.object({ state: state.nullable(), open: firing.nullable() }),
    })
    .nullable(),
}) satisfies z.ZodType<PreviewPlace>;

/** Where a preview goes on, as one string: in the middle of a group the machine's state is in it, so that nobody has to keep it. */
export const encodePlace = (of: PreviewPlace): string => Buffer.from(JSON.stringify(of)).toString('base64url');

/** The place that encodePlace made a string of; throws INVALID_PARAMETER where it is none. */
export function decodePlace(after: string): PreviewPlace {
  const parsed = place.safeParse(parseJson(Buffer.from(after, 'base64url').toString()));
  if (parsed.success) return parsed.data;
  throw invalidParameters([{ parameter: 'after', message: 'must be the next of the part before' }]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
