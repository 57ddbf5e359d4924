import { describe, expect, test } from 'vitest';
import { fail, succeed } from '#lib/kafka/failure.ts';
import type { BrokerLogs } from '#lib/kafka/log-dirs.ts';
import { emptyMemory, emptySlowBeat, type SlowBeatResult } from './memory.ts';
import {
  type LiveCluster,
  withConfigs,
  withLocalStarts,
  withoutGone,
  withSizes,
  withTransactions,
} from './slow-result.ts';
import { T0, topic, topicIdOf } from './testing.ts';
import { rememberTopics } from './topic-identity.ts';

const ORDERS = topicIdOf('orders');
const RECREATED = topicIdOf('orders', 2);
const IDS = new Map([['orders', ORDERS]]);
const transaction = {
  topic: 'orders',
  partition: 0,
  producerId: 7n,
  startOffset: 3n,
  transactionalId: 'payments-1',
  startedAtMs: T0,
};

function live(brokerIds: number[], incarnation = 1): LiveCluster {
  const memory = emptyMemory();
  rememberTopics(memory, new Map([['orders', topic('orders', 1, { incarnation })]]), T0);
  for (const brokerId of brokerIds) {
    const at = { host: `kafka-${brokerId}`, port: 9092, rack: null };
    memory.brokers.set(brokerId, { ...at, state: 'up', stateSinceMs: T0, seenSinceMs: T0 });
  }
  return memory;
}

const logs = (bytes: bigint, name = 'orders'): BrokerLogs => ({
  totalBytes: bytes,
  partitionBytes: new Map([[name, new Map([[0, bytes]])]]),
  failures: [],
});

const localStart = (partition: number, offset: bigint, topicName = 'orders') => ({
  topic: topicName,
  partition,
  leader: 1,
  offset,
});

/** Read from brokers 1 and 2, each with a replica of `orders`. */
function read(): SlowBeatResult {
  const sized = withSizes(
    emptySlowBeat(),
    IDS,
    new Map([
      [1, logs(10n)],
      [2, logs(20n)],
    ]),
  );
  const configured = withConfigs(sized, IDS, new Map([['orders', succeed([])]]));
  const tiered = withLocalStarts(configured, IDS, [localStart(0, 40n)]);
  return withTransactions(tiered, [transaction], new Map([['orders/0', transaction]]));
}

const HELD_BACK = [{ topic: 'orders', partition: 0, leader: 1 }];

describe('of what was read', () => {
  test('all is kept while all is there', () => {
    expect(withoutGone(read(), live([1, 2]), HELD_BACK)).toEqual(read());
  });

  test('the sizes of a broker that is gone go with it', () => {
    const { brokerBytes, partitionBytes } = withoutGone(read(), live([2]), HELD_BACK);
    expect([...brokerBytes]).toEqual([[2, 20n]]);
    expect([...(partitionBytes.get(ORDERS) ?? [])]).toEqual([[2, new Map([[0, 20n]])]]);
  });

  test('nothing of a topic is left to the one recreated under its name', () => {
    const { configs, partitionBytes, brokerBytes, localStarts } = withoutGone(read(), live([1, 2], 2), HELD_BACK);
    expect([configs.size, partitionBytes.size, brokerBytes.size, localStarts.size]).toEqual([0, 0, 2, 0]);
    const again = withConfigs(read(), new Map([['orders', RECREATED]]), new Map([['orders', succeed([])]]));
    expect([...withoutGone(again, live([1, 2], 2), []).configs.keys()]).toEqual([RECREATED]);
  });

  test('a transaction that holds nothing back any more is not there for the next one on its partition', () => {
    expect(withoutGone(read(), live([1, 2]), []).transactions.size).toBe(0);
  });
});

describe('configurations', () => {
  const denied = fail('TOPIC_AUTHORIZATION_FAILED', 'no permission');

  test('that are refused are an answer, also after they could be read', () => {
    const refused = withConfigs(read(), IDS, new Map([['orders', denied]]));
    expect(refused.configs.get(ORDERS)).toEqual(denied);
    expect(withConfigs(refused, IDS, new Map([['orders', succeed([])]])).configs.get(ORDERS)?.ok).toBe(true);
  });

  test('of a topic that the broker has not heard of are none: what is known stays, a new topic is asked for again', () => {
    const unheard = new Map([['orders', fail('UNKNOWN_TOPIC_OR_PARTITION', 'not here')]]);
    expect(withConfigs(emptySlowBeat(), IDS, unheard).configs.size).toBe(0);
    expect(withConfigs(read(), IDS, unheard).configs.get(ORDERS)?.ok).toBe(true);
  });
});

describe('sizes', () => {
  test('of a broker that does not answer stay; one that answers without a replica has it no more', () => {
    const moved = withSizes(read(), IDS, new Map([[2, logs(5n, 'other')]]));
    expect([...moved.brokerBytes]).toEqual([
      [1, 10n],
      [2, 5n],
    ]);
    expect([...(moved.partitionBytes.get(ORDERS) ?? [])]).toEqual([[1, new Map([[0, 10n]])]]);
  });

  test('of a topic the polls do not know are left out', () => {
    expect(withSizes(emptySlowBeat(), IDS, new Map([[1, logs(5n, 'other')]])).partitionBytes.size).toBe(0);
  });

  test('told anew leave those told before as they were', () => {
    const before = read();
    withSizes(before, IDS, new Map([[2, logs(5n)]]));
    expect(before).toEqual(read());
  });
});

test('local log starts stay as they were told last where a leader does not answer; of other topics none are kept', () => {
  const told = withLocalStarts(read(), IDS, [localStart(1, 7n), localStart(0, 7n, 'other')]);
  expect([...told.localStarts.keys()]).toEqual([ORDERS]);
  expect([...(told.localStarts.get(ORDERS)?.values() ?? [])].map(({ offset }) => offset)).toEqual([40n, 7n]);
});

test('a leader that tells of no transaction any more takes away the one it told of', () => {
  expect(withTransactions(read(), HELD_BACK, new Map()).transactions.size).toBe(0);
  const refused = withTransactions(read(), HELD_BACK, new Map([['orders/0', null]]));
  expect([...refused.transactions]).toEqual([['orders/0', null]]);
  expect(withTransactions(read(), [], new Map()).transactions).toEqual(read().transactions);
});
