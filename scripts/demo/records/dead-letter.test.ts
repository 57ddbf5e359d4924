import type { KafkaMessage } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { connectDeadLetter, failureOf, springDeadLetter } from './dead-letter.ts';

const record: KafkaMessage = {
  key: Buffer.from('cus_1'),
  value: Buffer.from('{"amount":{"currency":"XXT"}}'),
  timestamp: '1700000000000',
  offset: '9007199254740993',
  attributes: 0,
  headers: { source: Buffer.from('checkout-api') },
};
const origin = { topic: 'payments', partition: 4, group: 'p.connect-orders-search-sink' };

const failure = failureOf(record.value) ?? expect.fail('the record is to fail');

describe('failureOf', () => {
  it.each([
    { value: '{"currency":"EUR","quantity":1}', exception: undefined },
    { value: '{"currency":"XXT"}', exception: 'com.acme.payments.UnknownCurrencyException' },
    { value: '{"quantity":null}', exception: 'org.apache.kafka.connect.errors.DataException' },
  ])('of $value is $exception', ({ value, exception }) => {
    expect(failureOf(Buffer.from(value))?.exception).toBe(exception);
  });

  it('of a tombstone is none', () => {
    expect(failureOf(null)).toBeUndefined();
  });
});

describe('springDeadLetter', () => {
  const letter = springDeadLetter(record, origin, failure);

  it('keeps the record and its own headers', () => {
    expect(letter).toMatchObject({ key: 'cus_1', value: '{"amount":{"currency":"XXT"}}' });
    expect(letter.headers?.source?.toString()).toBe('checkout-api');
  });

  it('writes partition and offset as big-endian numbers', () => {
    expect(letter.headers?.['kafka_dlt-original-partition']).toEqual(Buffer.from([0, 0, 0, 4]));
    expect(letter.headers?.['kafka_dlt-original-offset']).toEqual(Buffer.from('0020000000000001', 'hex'));
  });

  it('tells where it failed', () => {
    expect(letter.headers?.['kafka_dlt-original-topic']).toBe('payments');
    expect(letter.headers?.['kafka_dlt-exception-stacktrace']).toMatch(/^com\.acme\..*Exception: .*\n\tat com\.acme\./);
  });
});

describe('connectDeadLetter', () => {
  const letter = connectDeadLetter(record, origin, failure);

  it('writes partition and offset as text', () => {
    expect(letter.headers).toMatchObject({
      '__connect.errors.topic': 'payments',
      '__connect.errors.partition': '4',
      '__connect.errors.offset': '9007199254740993',
    });
  });

  it('names the connector without what its group adds', () => {
    expect(letter.headers?.['__connect.errors.connector.name']).toBe('orders-search-sink');
  });
});
