const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS = [1, 2, 5, 10, 15, 30]
  .map((s) => s * SECOND)
  .concat(
    [1, 2, 5, 10, 15, 30].map((m) => m * MINUTE),
    [1, 2, 3, 6, 12].map((h) => h * HOUR),
    [1, 2, 7, 14].map((d) => d * DAY),
  );

export interface Ticks {
  step: number;
  ticks: number[];
}

/**
 * Round values from 0 up to at least `max`, at most `count` steps of 1, 2, 3 or 5 times a power of ten; the last one is the top
 * of the axis. A chart of nothing but zeros still has an axis from 0 to 1.
 */
export function valueTicks(max: number, count: number): Ticks {
  const rough = Math.max(max, 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 3, 5, 10].find((f) => f * power >= rough) ?? 10;
  const step = Math.max(factor * power, max <= 1 ? 1 : 0);
  const steps = Math.max(1, Math.ceil(max / step));
  return { step, ticks: Array.from({ length: steps + 1 }, (_, i) => i * step) };
}

/**
 * Round durations in seconds from 0 up to at least `max`, at most `count` steps of so many seconds, minutes, hours or days as people
 * count in.
 */
export function durationTicks(max: number, count: number): Ticks {
  const rough = max / count;
  const step = TIME_STEPS.find((ms) => ms / SECOND >= rough);
  if (step === undefined) {
    const { step: days, ticks } = valueTicks(max / (DAY / SECOND), count);
    return { step: days * (DAY / SECOND), ticks: ticks.map((at) => at * (DAY / SECOND)) };
  }
  const seconds = step / SECOND;
  const steps = Math.max(1, Math.ceil(max / seconds));
  return { step: seconds, ticks: Array.from({ length: steps + 1 }, (_, i) => i * seconds) };
}

/**
 * Round instants between two others, at most `count`, on the reader's own clock: `offsetMs` is what that clock is ahead of
 * UTC, so that ticks of a day stand at its midnight.
 */
export function timeTicks(fromMs: number, toMs: number, count: number, offsetMs: number): Ticks {
  const rough = (toMs - fromMs) / Math.max(1, count);
  const step = TIME_STEPS.find((s) => s >= rough) ?? Math.ceil(rough / DAY) * DAY;
  const ticks: number[] = [];
  for (let at = Math.ceil((fromMs + offsetMs) / step) * step - offsetMs; at <= toMs; at += step) ticks.push(at);
  return { step, ticks };
}

/** What this machine's clock is ahead of UTC at an instant. */
export function clockOffsetMs(atMs: number): number {
  return -new Date(atMs).getTimezoneOffset() * MINUTE;
}
