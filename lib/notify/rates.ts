import type { DestinationKind } from './configs.ts';

/**
 * The time between two things that are sent to one destination: what its maker allows, or what receivers are likely to stand. One that
 * is sent more answers 429, and what it refuses counts there, too.
 */
export const PAUSE_MS: Record<DestinationKind, number> = {
  // 120 events a minute for each integration key.
  pagerduty: 500,
  // One message a second for each webhook.
  slack: 1_000,
  // Four requests a second for each workflow, but one card a second into a channel.
  teams: 1_000,
  alertmanager: 50,
  webhook: 50,
  // Mail servers take those who send in bursts for spam.
  email: 2_000,
};

/** A destination that asks for more time is given so much at most before the next notice is tried: what it refused waits as long as it asked. */
export const MOST_HOLD_MS = 60_000;
