import { committedOffsets, partitionEnds } from './group-lag.ts';
import { withAdmin } from './kafka-client.ts';
import { type Job, pause } from './life.ts';
import { memberUntil } from './member-until.ts';
import type { DemoContext } from './scenario.ts';
import type { TopicSpec } from './topics.ts';

/** Gives the job of a member that wakes again and again, consumes all that was there when it woke, and leaves. */
export function timedVisits(context: DemoContext, group: string, topic: TopicSpec, everyMs: number): Job {
  const topicName = context.name(topic.name);
  return {
    name: group,
    run: (life) =>
      withAdmin(context.kafka('demo-steering'), async (admin) => {
        while (!life.signal.aborted) {
          const wokenAtMs = Date.now();
          const goal = await partitionEnds(admin, topicName);
          const drained = async (): Promise<boolean> => {
            const committed = await committedOffsets(admin, context.name(group), topicName);
            return [...goal].every(([partition, end]) => (committed.get(partition) ?? -1) >= end);
          };
          // A partition without records gets no commit, and none after that until the next visit.
          if (goal.size < topic.partitions) {
            await pause(context.knobs.watchMs, life.signal);
            continue;
          }
          await memberUntil(context, { group, topics: [topic] }, life, drained);
          await pause(Math.max(0, wokenAtMs + everyMs - Date.now()), life.signal);
        }
      }),
  };
}
