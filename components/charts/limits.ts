import { largest } from './buckets.ts';
import type { MarkTone } from './plot-marks.tsx';
import type { PlotSeries, UsualBand } from './time-series-plot.tsx';

/** A value that something is held against, as a line across the chart. */
export interface ChartLimit {
  key: string;
  /** Whose it is: the name of a rule. */
  label: string;
  value: number;
  tone: MarkTone;
}

/** A time in which something lasted, behind the lines. */
export interface ChartBand {
  key: string;
  fromMs: number;
  toMs: number;
  tone: MarkTone;
  /** What lasted, said when the pointer is there. */
  words: string;
}

/** The largest value that a chart shows. */
export const largestShown = (series: readonly PlotSeries[], usual: UsualBand | null): number =>
  largest([...series.flatMap((one) => [one.avg, one.max ?? []]), usual?.high ?? []]);

export interface PlacedLimits {
  /** Drawn, the lowest first. */
  drawn: readonly ChartLimit[];
  /** Those of the drawn that have their names beside them. */
  named: ReadonlySet<string>;
  /** Too far above what was measured: drawn they would press the lines flat. */
  above: readonly ChartLimit[];
}

/** A line may lie so many times as high as what was measured, which then has that share of the chart. */
const MOST_TIMES = 3;
const MOST_NAMES = 3;
/** Share of the axis that a name takes. */
const NAME_SHARE = 0.1;

/** Which limits a chart of values up to `max` shows, and which it only tells of. Where all is zero nothing can be pressed flat. */
export function placedLimits(limits: readonly ChartLimit[], max: number): PlacedLimits {
  const lowestFirst = limits.toSorted((one, other) => one.value - other.value);
  const drawn = lowestFirst.filter(({ value }) => max === 0 || value <= max * MOST_TIMES);
  const top = Math.max(max, drawn.at(-1)?.value ?? 0);
  const named = new Set<string>();
  let lastNamed = Number.NEGATIVE_INFINITY;
  for (const { key, value } of drawn) {
    if (named.size === MOST_NAMES || value - lastNamed < top * NAME_SHARE) continue;
    named.add(key);
    lastNamed = value;
  }
  return { drawn, named, above: lowestFirst.filter((limit) => !drawn.includes(limit)) };
}

/** "threshold 10,000 is above the chart"; null where none is. */
export function aboveWords(above: readonly ChartLimit[], format: (value: number) => string): string | null {
  const values = [...new Set(above.map(({ value }) => format(value)))];
  if (values.length === 0) return null;
  const [only, ...more] = values;
  return more.length === 0
    ? `threshold ${only} is above the chart`
    : `thresholds ${values.slice(0, -1).join(', ')} and ${values.at(-1)} are above the chart`;
}
