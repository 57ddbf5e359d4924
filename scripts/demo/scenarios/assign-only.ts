import { Admin } from '@platformatic/kafka';
import { partitionEnds } from '../group-lag.ts';
import { withAdmin } from '../kafka-client.ts';
import { type Life, pause } from '../life.ts';
import type { DemoContext, Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';

const GROUP = 'flink-device-aggregates';
const TOPIC = topics.deviceTelemetry;

/** A consumer that commits as Flink or Spark do: with each checkpoint, and without ever joining. */
export const assignOnly: Scenario = {
  name: 'assign-only',
  shows: 'No member ever, and yet commits move: a job that assigns partitions itself and commits with each checkpoint.',
  topics: [TOPIC],
  groups: [GROUP],
  jobs: (context) => [{ name: GROUP, run: (life) => checkpoint(context, life) }],
};

async function checkpoint(context: DemoContext, life: Life): Promise<void> {
  const topic = context.name(TOPIC.name);
  // An OffsetCommit without member and with generation -1, which kafkajs cannot send.
  const committer = new Admin({ clientId: GROUP, bootstrapBrokers: [...context.brokers] });
  try {
    await withAdmin(context.kafka(GROUP), async (admin) => {
      while (!life.signal.aborted) {
        const ends = await partitionEnds(admin, topic);
        const partitionOffsets = [...ends].map(([partition, end]) => ({ partition, offset: BigInt(end) }));
        if (partitionOffsets.length > 0) {
          await committer.alterConsumerGroupOffsets({
            groupId: context.name(GROUP),
            topics: [{ name: topic, partitionOffsets }],
          });
          life.up();
        }
        await pause(context.knobs.checkpointEveryMs, life.signal);
      }
    });
  } finally {
    await committer.close();
  }
}
