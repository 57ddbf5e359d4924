import { Partitioners, type Producer, type Transaction } from 'kafkajs';
import { type Life, pause } from '../life.ts';
import { modernMember } from '../modern-member.ts';
import { ledgerRecord } from '../records/platform.ts';
import type { DemoContext, Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';

const GROUP = 'ledger-projector';
const TOPIC = topics.ledgerEntries;
const PRODUCER = 'ledger-writer';

/** A transaction that is always open, so that readers of committed records stand before it. */
export const openTransaction: Scenario = {
  name: 'open-transaction',
  shows:
    'The last stable offset stands still while the topic goes on: its reader waits, healthy, behind an open transaction.',
  topics: [TOPIC],
  groups: [GROUP],
  jobs: (context) => [
    { name: PRODUCER, run: (life) => keepOneOpen(context, life) },
    // It commits its position, past the markers of transactions before, and so stands exactly at the last stable offset.
    modernMember(context, { group: GROUP, clientId: GROUP, topic: TOPIC, protocol: 'classic' }),
  ],
};

/** Two producers take turns: the next transaction is open before the last one ends, so there is no gap between them. */
async function keepOneOpen(context: DemoContext, life: Life): Promise<void> {
  const producers = ['a', 'b'].map((turn) =>
    context.kafka(`${PRODUCER}-${turn}`).producer({
      transactionalId: context.name(`${PRODUCER}-${turn}`),
      transactionTimeout: context.knobs.openTransaction.timeoutMs,
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
    }),
  );
  let open: Transaction | undefined;
  try {
    for (const producer of producers) await producer.connect();
    for (let turn = 0; !life.signal.aborted; turn++) {
      const producer = producers[turn % producers.length];
      if (producer === undefined) return;
      const next = await begin(context, producer);
      await open?.commit();
      open = next;
      life.up();
      await pause(context.knobs.openTransaction.renewEveryMs, life.signal);
    }
  } finally {
    await open?.abort().catch(() => undefined);
    for (const producer of producers) await producer.disconnect();
  }
}

/** Begins a transaction and writes to each partition, which is what holds its last stable offset. */
async function begin(context: DemoContext, producer: Producer): Promise<Transaction> {
  const transaction = await producer.transaction();
  const messages = Array.from({ length: TOPIC.partitions }, (_, partition) => {
    const { key, value } = ledgerRecord(context.random, Date.now());
    return { partition, key, value };
  });
  await transaction.send({ topic: context.name(TOPIC.name), messages });
  return transaction;
}
