import type { Thresholds } from '../threshold.ts';
import { eachPoll, type PollsSeen } from './polls.ts';
import type { PastSighting, Replay } from './replay.ts';

/**
 * Shows a machine over the time without data what the polls of a cluster told: none while they are read, and the longer the more while no
 * broker answers. A time in which nobody polled tells nothing, as it would not have then.
 */
export function replayOutages(polls: PollsSeen, { fire, clear }: Thresholds, replay: Replay): void {
  const sighting = (seconds: number): PastSighting =>
    seconds > fire
      ? { truth: 'true', isClear: false, value: seconds }
      : { truth: 'false', isClear: seconds <= clear, value: seconds };
  let observedAtMs = Number.NaN;
  eachPoll(polls, (atMs, place) => {
    if (place !== null) observedAtMs = atMs;
    // Before anything was read there is no age.
    if (!Number.isNaN(observedAtMs)) replay.see(atMs, sighting((atMs - observedAtMs) / 1000));
  });
}
