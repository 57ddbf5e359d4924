import type { Thresholds } from '../threshold.ts';
import type { Past } from './past.ts';
import type { PastSighting, Replay } from './replay.ts';

/**
 * Shows a machine over the time without data what the polls of a cluster told: none while they are read, and the longer the more while no
 * broker answers. A time in which nobody polled tells nothing, as it would not have then. `pollsAtMs` are the polls that are stored, ascending.
 */
export function replayOutages(
  pollsAtMs: readonly number[],
  unseen: Past['unseen'],
  { fire, clear }: Thresholds,
  replay: Replay,
): void {
  const sighting = (seconds: number): PastSighting =>
    seconds > fire
      ? { truth: 'true', isClear: false, value: seconds }
      : { truth: 'false', isClear: seconds <= clear, value: seconds };
  let observedAtMs = Number.NaN;
  let nth = 0;
  const seeUnseen = (untilMs: number) => {
    for (let atMs = unseen[nth]; atMs !== undefined && atMs < untilMs; atMs = unseen[++nth]) {
      // Before anything was read there is no age.
      if (!Number.isNaN(observedAtMs)) replay.see(atMs, sighting((atMs - observedAtMs) / 1000));
    }
  };
  for (const atMs of pollsAtMs) {
    seeUnseen(atMs);
    observedAtMs = atMs;
    replay.see(atMs, sighting(0));
  }
  seeUnseen(Infinity);
}
