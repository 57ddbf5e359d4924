/** What a figure must keep to; inclusive. */
export type Bar = { atMost: number } | { atLeast: number };
export type Bars = Record<string, Bar>;

/** The bars that these figures miss, in words. A figure that is not there, or is no number, misses its bar. */
export function missedBars(figures: Record<string, number>, bars: Bars): string[] {
  return Object.entries(bars)
    .filter(([name, bar]) => !keeps(figures[name] ?? Number.NaN, bar))
    .map(([name, bar]) => `${name} is ${figures[name]}, and must be ${inWords(bar)}`);
}

/**
 * The last words of a bench: its figures as one line of JSON. Missed bars are named before it, and make the process end
 * with 1.
 */
export function reportFigures(figures: Record<string, number>, bars: Bars = {}): void {
  for (const missed of missedBars(figures, bars)) {
    process.stderr.write(`✗ ${missed}\n`);
    process.exitCode = 1;
  }
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

function keeps(value: number, bar: Bar): boolean {
  return 'atMost' in bar ? value <= bar.atMost : value >= bar.atLeast;
}

function inWords(bar: Bar): string {
  return 'atMost' in bar ? `at most ${bar.atMost}` : `at least ${bar.atLeast}`;
}
