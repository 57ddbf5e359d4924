/** How a time lag is known, best first. */
export const TIME_LAG_QUALITIES = ['exact', 'record-time', 'interpolated', 'at-least', 'unknown'] as const;
export type TimeLagQuality = (typeof TIME_LAG_QUALITIES)[number];

/** The quality of that name; `unknown` of a name that is none, as a later version may have stored. */
export const timeLagQualityOf = (name: string): TimeLagQuality =>
  TIME_LAG_QUALITIES.find((quality) => quality === name) ?? 'unknown';

/** How long ago the record was produced that a group reads next (semantics: lag, section 2). */
export interface TimeLag {
  /** Never negative; null exactly where it is unknown. */
  ms: number | null;
  quality: TimeLagQuality;
}

export const UNKNOWN_TIME_LAG: TimeLag = { ms: null, quality: 'unknown' };

/** A time lag as it is stored and answered, in seconds: finer than a tenth no poll sees it. */
export const timeLagNow = ({ ms, quality }: TimeLag): { seconds: number | null; quality: TimeLagQuality } => ({
  seconds: ms === null ? null : Math.round(ms / 100) / 10,
  quality,
});

/** The larger of two; what is unknown is no lag of the group as long as another is known. */
export function largerTimeLag(one: TimeLag, other: TimeLag): TimeLag {
  return (other.ms ?? -1) > (one.ms ?? -1) ? other : one;
}

/** High watermark of a partition at an instant. */
export interface EndPoint {
  atMs: number;
  end: number;
}

/**
 * Instant at which the end passed `position`, on the line between two neighbouring points. `before.end <= position < after.end`;
 * on a flat run `before` is its latest point.
 */
export function passedAtMs(position: number, before: EndPoint, after: EndPoint): number {
  return passedBetweenMs(position, before.end, before.atMs, after.end, after.atMs);
}

/** The same without an object for each point, for millions of them. */
export function passedBetweenMs(
  position: number,
  beforeEnd: number,
  beforeMs: number,
  afterEnd: number,
  afterMs: number,
): number {
  return beforeMs + ((position - beforeEnd) / (afterEnd - beforeEnd)) * (afterMs - beforeMs);
}

/** A packed time lag counts in tenths of a second: 8 times that, and the place of its quality. */
const PACKED_UNIT_MS = 100;
const QUALITY_SLOTS = 8;
const MOST_UNITS = Math.floor((2 ** 31 - 1) / QUALITY_SLOTS);
const QUALITY_CODES = new Map<TimeLagQuality, number>(TIME_LAG_QUALITIES.map((quality, code) => [quality, code]));

export const PACKED_UNKNOWN = TIME_LAG_QUALITIES.indexOf('unknown');

/** A time lag as one int4, to a tenth of a second; more than 310 days are "at least" so much. */
export function packTimeLag(ms: number, quality: TimeLagQuality): number {
  const units = Math.round(ms / PACKED_UNIT_MS);
  // What is not known, or what no clock can have told, has no number.
  if (!(units >= 0) || quality === 'unknown') return PACKED_UNKNOWN;
  const code = QUALITY_CODES.get(units > MOST_UNITS ? 'at-least' : quality) ?? PACKED_UNKNOWN;
  return Math.min(units, MOST_UNITS) * QUALITY_SLOTS + code;
}

/** The time lag that packTimeLag made an int4 of. */
export function unpackTimeLag(packed: number): TimeLag {
  const quality = TIME_LAG_QUALITIES[packed % QUALITY_SLOTS];
  if (quality === undefined || quality === 'unknown') return UNKNOWN_TIME_LAG;
  return { ms: Math.floor(packed / QUALITY_SLOTS) * PACKED_UNIT_MS, quality };
}
