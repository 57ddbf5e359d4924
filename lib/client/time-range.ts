/** The ranges one click away, and how long they are. */
export const RANGE_PRESETS = ['15m', '1h', '6h', '24h', '7d', '30d'] as const;
export type RangePreset = (typeof RANGE_PRESETS)[number];

const PRESET_MS: Record<RangePreset, number> = {
  '15m': 900_000,
  '1h': 3_600_000,
  '6h': 21_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
  '30d': 2_592_000_000,
};

export const DEFAULT_RANGE: RangePreset = '1h';
/** A drag shorter than this is a click that slipped. */
export const SHORTEST_RANGE_MS = 10_000;

/** What time a page looks at: the last so long until now, or between two instants, the later of which may be "now". */
export type TimeRange =
  | { kind: 'last'; preset: RangePreset }
  | { kind: 'between'; fromMs: number; toMs: number | null };

/** The longest range the API answers. */
export const LONGEST_RANGE_DAYS = 31;
const LONGEST_RANGE_MS = LONGEST_RANGE_DAYS * 86_400_000;

/** True for a span that the API refuses as too long. */
export function isTooLong(fromMs: number, toMs: number): boolean {
  return toMs - fromMs > LONGEST_RANGE_MS;
}

export interface TimeBounds {
  fromMs: number;
  toMs: number;
}

/** What the address says; a pair that makes no sense (from after to, too far apart) falls back to the preset. */
export function readRange(params: { range: RangePreset | null; from: Date | null; to: Date | null }): TimeRange {
  const fromMs = params.from?.getTime();
  const toMs = params.to?.getTime() ?? null;
  if (fromMs !== undefined && (toMs === null || (toMs - fromMs >= 1000 && !isTooLong(fromMs, toMs)))) {
    return { kind: 'between', fromMs, toMs };
  }
  return { kind: 'last', preset: params.range ?? DEFAULT_RANGE };
}

/** The two ends of a range, in milliseconds. One that is open and has grown too long begins later. */
export function rangeBounds(range: TimeRange, now: number): TimeBounds {
  if (range.kind === 'last') return { fromMs: now - PRESET_MS[range.preset], toMs: now };
  const toMs = range.toMs ?? Math.max(now, range.fromMs + SHORTEST_RANGE_MS);
  return { fromMs: Math.max(range.fromMs, toMs - LONGEST_RANGE_MS), toMs };
}

/** A poll may take this long to be stored: until then it can still change a range that lies in the past. */
const SETTLED_AFTER_MS = 60_000;

/** True where new polls change what the range shows. */
export function isLive(range: TimeRange, now: number): boolean {
  return range.kind === 'last' || range.toMs === null || range.toMs > now - SETTLED_AFTER_MS;
}

/** A key that is equal for equal ranges, for caches. */
export function rangeKey(range: TimeRange): string {
  return range.kind === 'last' ? range.preset : `${range.fromMs}/${range.toMs ?? 'now'}`;
}

/** The range between two dragged instants, in order, kept at least the shortest one long. */
export function zoomedRange(aMs: number, bMs: number): TimeRange {
  const fromMs = Math.round(Math.min(aMs, bMs));
  return { kind: 'between', fromMs, toMs: Math.max(Math.round(Math.max(aMs, bMs)), fromMs + SHORTEST_RANGE_MS) };
}
