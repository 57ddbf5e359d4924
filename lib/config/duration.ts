const UNITS_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a written duration (`500ms`, `10s`, `1.5m`, `24h`, `7d`), or null: a number without a unit too. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(text.trim());
  if (!match) return null;
  const ms = Number(match[1]) * (UNITS_MS[match[2] ?? ''] ?? 1);
  return Number.isInteger(ms) && Number.isSafeInteger(ms) ? ms : null;
}

/** The shortest way to write a duration: 90,000 is `90s`, 60,000 is `1m`. */
export function formatDuration(ms: number): string {
  const [unit, size] = Object.entries(UNITS_MS).findLast(([, size]) => ms >= size && ms % size === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}
