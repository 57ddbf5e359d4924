import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers } from '#lib/kafka/testing.ts';

/** A topic of one partition that every broker knows, so that none refuses what is produced or committed at once. */
export async function makeTopic(name: string): Promise<void> {
  const kafka = await TestKafka.of(testBrokers());
  await kafka.createTopic(name, [[kafka.brokerIds[0] ?? 0]]);
  await kafka.close();
}
