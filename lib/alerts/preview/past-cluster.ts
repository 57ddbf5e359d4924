import { brokerCourses } from '#lib/history/read/broker-courses.ts';
import type { Work } from './part.ts';
import { replayBrokersDown, replayDowntime } from './past-brokers.ts';
import { replayOutages } from './past-outages.ts';
import type { TargetFirings } from './past-statuses.ts';
import type { Replay } from './replay.ts';

/** Of a cluster, or its brokers, by the polls that are stored, those of which it is known that no broker answered, and the events. */
export async function clusterFirings({ tx, rule, past, newReplay }: Work): Promise<TargetFirings[]> {
  const limits = { fire: rule.condition.threshold, clear: rule.condition.clearThreshold };
  const replayed = (broker: number | null, run: (replay: Replay) => void): TargetFirings => {
    const replay = newReplay({ group: null, topic: null });
    run(replay);
    return { group: null, topic: null, broker, firings: replay.firings };
  };
  if (rule.condition.metric === 'no-data') {
    return [replayed(null, (replay) => replayOutages(past.polls, limits, replay))];
  }
  const courses = await brokerCourses(tx, past);
  if (rule.condition.metric === 'brokers-down') {
    return [replayed(null, (replay) => replayBrokersDown(courses, past.polls, limits, replay))];
  }
  return [...courses].map(([broker, course]) =>
    replayed(broker, (replay) => replayDowntime(course, past.polls, limits, replay)),
  );
}
