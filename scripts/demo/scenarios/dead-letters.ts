import type { KafkaMessage } from 'kafkajs';
import { classicMember } from '../classic-member.ts';
import { connectDeadLetter, failureOf, springDeadLetter } from '../records/dead-letter.ts';
import type { Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';

const SPRING_GROUP = 'ledger-posting';
const CONNECT_GROUP = 'connect-orders-search-sink';

/** Two consumers that put what they cannot process elsewhere, each with its framework's headers. */
export const deadLetters: Scenario = {
  name: 'dead-letters',
  shows:
    'Records that failed, as Spring and Kafka Connect keep them: with origin, exception and stack trace in headers.',
  topics: [topics.payments, topics.paymentsDeadLetters, topics.orders, topics.ordersDeadLetters],
  groups: [SPRING_GROUP, CONNECT_GROUP],
  jobs: (context) => [
    classicMember(context, {
      group: SPRING_GROUP,
      topics: [topics.payments],
      handle: (records, partition) => {
        for (const { record, failure } of failed(records)) {
          const origin = { topic: context.name(topics.payments.name), partition, group: context.name(SPRING_GROUP) };
          context.send(topics.paymentsDeadLetters, springDeadLetter(record, origin, failure));
        }
      },
    }),
    classicMember(context, {
      group: CONNECT_GROUP,
      topics: [topics.orders],
      handle: (records, partition) => {
        for (const { record, failure } of failed(records)) {
          const origin = { topic: context.name(topics.orders.name), partition, group: context.name(CONNECT_GROUP) };
          context.send(topics.ordersDeadLetters, connectDeadLetter(record, origin, failure));
        }
      },
    }),
  ],
};

function failed(
  records: readonly KafkaMessage[],
): { record: KafkaMessage; failure: NonNullable<ReturnType<typeof failureOf>> }[] {
  return records.flatMap((record) => {
    const failure = failureOf(record.value);
    return failure === undefined ? [] : [{ record, failure }];
  });
}
