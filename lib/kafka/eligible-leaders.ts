import { describeTopicPartitionsV0 } from '@platformatic/kafka';
import { type Api, version } from './api-versions.ts';
import type { BrokerLink } from './broker-link.ts';
import { type Outcome, succeed } from './failure.ts';

/** Who may lead a partition next, as the brokers keep it since Kafka 4.0 (KIP-966). */
export interface EligibleLeadersOf {
  topic: string;
  partition: number;
  /** Outside the ISR, and yet known to have all data. */
  eligible: number[];
  /** Of the last known leader, where nobody else is left. */
  lastKnown: number[];
}

type WireTopics = Awaited<ReturnType<typeof describeTopicPartitionsV0.api.async>>;

/** What one answer may hold: brokers give no more by default either. */
const MOST_PARTITIONS = 2_000;

const DESCRIBE_TOPIC_PARTITIONS: Api<string[], WireTopics> = {
  key: 75,
  name: 'DescribeTopicPartitions',
  versions: [
    version(
      0,
      (connection, topics: string[]) =>
        describeTopicPartitionsV0.api.async(
          connection,
          topics.map((name) => ({ name })),
          MOST_PARTITIONS,
        ),
      (wire) => wire,
    ),
  ],
};

/** The eligible leaders of the partitions of these topics, of the first 2,000 of them; empty lists where there are none. */
export async function describeEligibleLeaders(
  link: BrokerLink,
  topics: string[],
): Promise<Outcome<EligibleLeadersOf[]>> {
  const answer = await link.request(DESCRIBE_TOPIC_PARTITIONS, topics);
  if (!answer.ok) return answer;
  return succeed(
    answer.value.topics.flatMap(({ name, errorCode, partitions }) =>
      errorCode !== 0 || !name
        ? []
        : partitions.map(({ partitionIndex, eligibleLeaderReplicas, lastKnownElr }) => ({
            topic: name,
            partition: partitionIndex,
            eligible: eligibleLeaderReplicas ?? [],
            lastKnown: lastKnownElr ?? [],
          })),
    ),
  );
}
