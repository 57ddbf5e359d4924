/** How many records per second a topic gets over time. */
export type Pattern =
  | { readonly kind: 'steady'; readonly perSecond: number }
  | {
      readonly kind: 'bursty';
      readonly perSecond: number;
      readonly burstPerSecond: number;
      readonly everyMs: number;
      readonly burstMs: number;
    };

/** Steady traffic swells and ebbs by this share within a wave, as no real producer is a ruler's edge. */
const SWELL = 0.2;
const WAVE_MS = 20 * 60_000;

/** A producer which was held up does not send what it missed at once: at most this much is made up for. */
const MADE_UP_MS = 2_000;

/** Gives the records per second which a pattern asks for at an instant. */
export function rateAt(pattern: Pattern, nowMs: number): number {
  switch (pattern.kind) {
    case 'steady':
      return pattern.perSecond * (1 + SWELL * Math.sin((2 * Math.PI * nowMs) / WAVE_MS));
    case 'bursty':
      return nowMs % pattern.everyMs < pattern.burstMs ? pattern.burstPerSecond : pattern.perSecond;
  }
}

/** Gives the most records per second a pattern ever asks for. */
export function peakRate(pattern: Pattern): number {
  return pattern.kind === 'steady' ? pattern.perSecond * (1 + SWELL) : pattern.burstPerSecond;
}

/** Gives the records per second of a pattern over its whole period. */
export function meanRate(pattern: Pattern): number {
  if (pattern.kind === 'steady') return pattern.perSecond;
  const share = pattern.burstMs / pattern.everyMs;
  return pattern.burstPerSecond * share + pattern.perSecond * (1 - share);
}

/** What a topic is owed: fractions of a record are carried on, so that slow topics get theirs too. */
export interface Due {
  readonly atMs: number;
  readonly fraction: number;
}

/** Gives how many records are due at `nowMs`, and the state to ask with the next time. */
export function recordsDue(pattern: Pattern, scale: number, due: Due, nowMs: number): { count: number; next: Due } {
  const elapsedMs = Math.min(Math.max(0, nowMs - due.atMs), MADE_UP_MS);
  const owed = due.fraction + (rateAt(pattern, nowMs) * scale * elapsedMs) / 1_000;
  const count = Math.floor(owed);
  return { count, next: { atMs: nowMs, fraction: owed - count } };
}
