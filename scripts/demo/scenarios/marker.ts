import { Partitioners } from 'kafkajs';
import { classicMember } from '../classic-member.ts';
import { partitionEnds } from '../group-lag.ts';
import { withAdmin } from '../kafka-client.ts';
import type { Life } from '../life.ts';
import { ledgerRecord } from '../records/platform.ts';
import type { DemoContext, Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';

const GROUP = 'settlement-report';
const TOPIC = topics.settlements;
const RECORDS = 20;

/** A quiet topic whose last offset is a transaction marker, which no consumer ever reads. */
export const marker: Scenario = {
  name: 'marker',
  shows:
    'The topic ends in a transaction marker and its consumer commits last record + 1: lag 1 for ever, nothing to read.',
  topics: [TOPIC],
  groups: [GROUP],
  jobs: (context) => [
    { name: 'settlement-batch', run: (life) => settleOnce(context, life) },
    classicMember(context, { group: GROUP, topics: [TOPIC] }),
  ],
};

/** Writes one transaction, unless an earlier start has done so. */
async function settleOnce(context: DemoContext, life: Life): Promise<void> {
  const topic = context.name(TOPIC.name);
  const kafka = context.kafka('settlement-batch');
  const ends = await withAdmin(kafka, (admin) => partitionEnds(admin, topic));
  if (ends.size === 0) {
    const producer = kafka.producer({
      transactionalId: context.name('settlement-batch'),
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    try {
      await producer.connect();
      const transaction = await producer.transaction();
      const messages = Array.from({ length: RECORDS }, () => {
        const { key, value } = ledgerRecord(context.random, Date.now());
        return { key, value };
      });
      await transaction.send({ topic, messages });
      await transaction.commit();
    } finally {
      await producer.disconnect();
    }
  }
  life.up();
}
