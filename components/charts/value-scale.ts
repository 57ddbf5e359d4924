import { formatCount, formatShort, NO_VALUE } from '#lib/client/format-number.ts';
import { formatDuration } from '#lib/client/format-time.ts';
import { HEAT_FROM, HEAT_FROM_SECONDS } from './heat.ts';
import { durationTicks, type Ticks, valueTicks } from './ticks.ts';

/** How values of one unit are written, ruled and coloured. */
export interface ValueScale {
  formatAxis(value: number): string;
  formatValue(value: number | null): string;
  /** From 0 to the largest value, at most so many steps. */
  ticks(max: number, count: number): Ticks;
  /** Lower bounds of the heat levels 1 to 6. */
  heatFrom: readonly number[];
}

export const MESSAGES: ValueScale = {
  formatAxis: formatShort,
  formatValue: (value) => (value === null ? NO_VALUE : formatCount(Math.round(value))),
  ticks: valueTicks,
  heatFrom: HEAT_FROM,
};

export const SECONDS: ValueScale = {
  formatAxis: (seconds) => formatDuration(seconds * 1000),
  formatValue: (seconds) => (seconds === null ? NO_VALUE : formatDuration(seconds * 1000)),
  ticks: durationTicks,
  heatFrom: HEAT_FROM_SECONDS,
};
