/** What stands where there is no value. Never 0, never blank. */
export const NO_VALUE = '–';

/** No break between a number and its unit. */
const NBSP = '\u00a0';

const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const ONE_DIGIT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const SHORT_STEPS = [
  [1e12, 'tn'],
  [1e9, 'bn'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;
const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** An offset or a count as the API sends it: a decimal string may exceed 2^53. */
export type Countable = string | bigint | number | null;

/** All digits, for tables and answers: `1,204,311`; an en dash for none. */
export function formatCount(value: Countable): string {
  if (value === null) return NO_VALUE;
  return GROUPED.format(typeof value === 'string' ? BigInt(value) : value);
}

/** Two or three digits with a unit, for headlines and axes: `1.2 M`, `80 k`; an en dash for none. */
export function formatShort(value: Countable): string {
  if (value === null) return NO_VALUE;
  const number = Number(value);
  const size = Math.abs(number);
  for (const [step, unit] of SHORT_STEPS) {
    // Half a unit of the last digit below the step already reads as the step: 999,960 is 1 M, not 1,000 k.
    if (size >= step * 0.9995) return shortDigits(number / step) + NBSP + unit;
  }
  return ONE_DIGIT.format(number);
}

function shortDigits(value: number): string {
  return Math.abs(value) < 99.95 ? ONE_DIGIT.format(value) : GROUPED.format(value);
}

/** Bytes in powers of 1024: `1.2 GiB`; an en dash for none. */
export function formatBytes(value: Countable): string {
  if (value === null) return NO_VALUE;
  let size = Number(value);
  let unit = 0;
  while (Math.abs(size) >= 1023.95 && unit < BYTE_UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return (unit === 0 ? GROUPED.format(size) : shortDigits(size)) + NBSP + (BYTE_UNITS[unit] ?? 'B');
}

/** Messages per second, for throughput: `1.2 k/s`. */
export function formatRate(perSecond: number | null): string {
  return perSecond === null ? NO_VALUE : `${formatShort(perSecond)}/s`;
}

/** Messages in the largest unit of time that makes a whole number of them: `310/s`, `12/min`, `3/h`; an en dash for none. */
export function formatPace(perSecond: number | null): string {
  if (perSecond === null) return NO_VALUE;
  if (perSecond === 0 || perSecond >= 0.95) return `${formatShort(perSecond)}/s`;
  return perSecond * 60 >= 0.95
    ? `${formatShort(Math.round(perSecond * 60))}/min`
    : `${formatShort(perSecond * 3600)}/h`;
}

/** `1 group`, `22 groups`: a count with the right form of its noun. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${GROUPED.format(count)}${NBSP}${count === 1 ? one : many}`;
}

/** The part as a share of the whole in per cent: `97 %`, `< 0.1 %`; an en dash where there is no whole. */
export function formatShare(part: bigint, whole: bigint): string {
  if (whole <= 0n) return NO_VALUE;
  const percent = Number((part * 100_000n) / whole) / 1000;
  if (part > 0n && percent < 0.1) return `<${NBSP}0.1${NBSP}%`;
  return `${percent < 10 ? ONE_DIGIT.format(percent) : GROUPED.format(percent)}${NBSP}%`;
}
