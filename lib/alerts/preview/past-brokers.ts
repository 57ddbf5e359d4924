import type { BrokerChange, BrokerState } from '#lib/history/read/broker-courses.ts';
import type { Thresholds } from '../threshold.ts';
import { eachPoll, type PollsSeen, UNKNOWN } from './polls.ts';
import type { PastSighting, Replay } from './replay.ts';

/** Shows a machine at each poll how many brokers were down. */
export function replayBrokersDown(
  courses: ReadonlyMap<number, readonly BrokerChange[]>,
  polls: PollsSeen,
  limits: Thresholds,
  replay: Replay,
): void {
  const clocks = [...courses.values()].map((course) => clockOf(course));
  eachPoll(polls, (atMs, place) => {
    const down = clocks.filter((clock) => isDown(clock(atMs)?.state)).length;
    replay.see(atMs, place === null ? UNKNOWN : sightingOf(down, limits));
  });
}

/** Shows a machine at each poll for how long one broker has been down. One that has left is nobody's matter any more. */
export function replayDowntime(
  course: readonly BrokerChange[],
  polls: PollsSeen,
  limits: Thresholds,
  replay: Replay,
): void {
  const clock = clockOf(course);
  eachPoll(polls, (atMs, place) => {
    const now = clock(atMs);
    if (place === null) replay.see(atMs, UNKNOWN);
    else if (now === undefined || now.state === 'absent') replay.leave(atMs);
    else replay.see(atMs, sightingOf(isDown(now.state) ? Math.max(0, atMs - now.atMs) / 1000 : 0, limits));
  });
}

const isDown = (state: BrokerState | undefined): boolean => state === 'down' || state === 'unreachable';

/** The newest change up to an instant; to be asked of later and later ones. */
function clockOf(course: readonly BrokerChange[]): (atMs: number) => BrokerChange | undefined {
  let nth = 0;
  return (atMs) => {
    while ((course[nth + 1]?.atMs ?? Infinity) <= atMs) nth += 1;
    return course[nth];
  };
}

function sightingOf(value: number, { fire, clear }: Thresholds): PastSighting {
  if (value > fire) return { truth: 'true', isClear: false, value };
  return { truth: 'false', isClear: value <= clear, value };
}
