import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeAssignment, decodeSubscription } from './member-protocol.ts';

// Bytes by the schemas ConsumerProtocolSubscription.json and ConsumerProtocolAssignment.json, versions 0 to 3.
const int16 = (value: number) => Buffer.from([(value >> 8) & 255, value & 255]);
const int32 = (value: number) =>
  Buffer.from([(value >> 24) & 255, (value >> 16) & 255, (value >> 8) & 255, value & 255]);
const string = (text: string) => Buffer.concat([int16(Buffer.byteLength(text)), Buffer.from(text)]);
const bytes = (value: Buffer | null) => (value === null ? int32(-1) : Buffer.concat([int32(value.length), value]));
const array = (items: Buffer[]) => Buffer.concat([int32(items.length), ...items]);
const partitions = (topic: string, numbers: number[]) => Buffer.concat([string(topic), array(numbers.map(int32))]);

/** What newer versions append to a subscription: owned partitions (1), generation (2), rack (3). */
const APPENDED = [Buffer.alloc(0), array([partitions('owned', [7])]), int32(42), string('rack-a')];
const subscription = (version: number, topics: string[], userData: Buffer | null = null) =>
  Buffer.concat([int16(version), array(topics.map(string)), bytes(userData), ...APPENDED.slice(1, version + 1)]);
const assignment = (version: number, topics: [string, number[]][], userData: Buffer | null = null) =>
  Buffer.concat([int16(version), array(topics.map(([topic, held]) => partitions(topic, held))), bytes(userData)]);

// Written by ConsumerProtocol of kafka-clients 4.3.1: topics orders and größe, user data 01 02 03, owned partition
// orders-5, generation 42, rack-a; partitions orders-0, orders-65536 and größe-1.
const JAVA_TOPICS = '00000002' + '00076772c3b6c39f65' + '00066f7264657273';
const JAVA_USER_DATA = '00000003010203';
const JAVA_OWNED = '00000001' + '00066f7264657273' + '0000000100000005';
const JAVA_SUBSCRIPTIONS: [version: number, hex: string][] = [
  [0, `0000${JAVA_TOPICS}${JAVA_USER_DATA}`],
  [1, `0001${JAVA_TOPICS}${JAVA_USER_DATA}${JAVA_OWNED}`],
  [2, `0002${JAVA_TOPICS}${JAVA_USER_DATA}${JAVA_OWNED}0000002a`],
  [3, `0003${JAVA_TOPICS}${JAVA_USER_DATA}${JAVA_OWNED}0000002a00067261636b2d61`],
];
const JAVA_ASSIGNED =
  '00000002' + '00066f7264657273' + '000000020000000000010000' + '00076772c3b6c39f65' + '0000000100000001';
const JAVA_ASSIGNMENTS: [version: number, hex: string][] = [0, 1, 2, 3].map((version) => [
  version,
  `000${version}${JAVA_ASSIGNED}ffffffff`,
]);

describe('subscription', () => {
  test.each(JAVA_SUBSCRIPTIONS)('of a Java client, version %i', (_version, hex) => {
    expect(decodeSubscription(Buffer.from(hex, 'hex'))).toEqual(['größe', 'orders']);
  });

  test('of a Java consumer that holds nothing yet', () => {
    const hex = '0003000000010005636c69636bffffffff00000000ffffffffffff';
    expect(decodeSubscription(Buffer.from(hex, 'hex'))).toEqual(['click']);
  });

  test('of a version that does not exist yet: newer ones only append', () => {
    const future = Buffer.concat([int16(9), array([string('a')]), bytes(null), Buffer.from('anything')]);
    expect(decodeSubscription(future)).toEqual(['a']);
  });

  test('without topics', () => {
    expect(decodeSubscription(subscription(0, []))).toEqual([]);
  });

  test('a topic name of 249 characters', () => {
    const name = 'x'.repeat(249);
    expect(decodeSubscription(subscription(3, [name]))).toEqual([name]);
  });
});

describe('assignment', () => {
  test.each(JAVA_ASSIGNMENTS)('of a Java client, version %i', (_version, hex) => {
    expect(decodeAssignment(Buffer.from(hex, 'hex'))).toEqual([
      { topic: 'orders', partitions: [0, 65_536] },
      { topic: 'größe', partitions: [1] },
    ]);
  });

  test('empty bytes are an empty assignment: what a member without partitions is given', () => {
    expect(decodeAssignment(Buffer.alloc(0))).toEqual([]);
    expect(decodeAssignment(Buffer.from('000300000000ffffffff', 'hex'))).toEqual([]);
  });
});

describe('what is not this protocol', () => {
  test.each<[what: string, hex: string]>([
    ['a version only', '0003'],
    ['a negative count', '0000ffffffff'],
    ['a count beyond the bytes', '0000000000020001'],
    ['the largest count', '00007fffffff'],
    ['a negative length of a name', '000000000001ffff'],
    ['a name cut off', '0000000000010005636c'],
    ['JSON of another client', Buffer.from('{"version":1,"topics":["a"]}').toString('hex')],
  ])('%s reads as null', (_what, hex) => {
    expect(decodeSubscription(Buffer.from(hex, 'hex'))).toBeNull();
    expect(decodeAssignment(Buffer.from(hex, 'hex'))).toBeNull();
  });

  test('empty metadata is no subscription', () => {
    expect(decodeSubscription(Buffer.alloc(0))).toBeNull();
  });

  test('a subscription cut anywhere before its user data is null, never half read', () => {
    const whole = Buffer.concat([int16(0), array([string('orders'), string('payments')])]);
    for (let length = 0; length < whole.length; length++) {
      expect(decodeSubscription(whole.subarray(0, length))).toBeNull();
    }
    expect(decodeSubscription(whole)).toEqual(['orders', 'payments']);
  });

  test('any bytes give a value or null, and never more items than the bytes could hold', () => {
    // Small leading numbers, so that many of them get past the first counts.
    const nearly = fc.tuple(fc.array(fc.nat(3), { maxLength: 40 }), fc.uint8Array({ maxLength: 60 }));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          nearly.map(([head, tail]) => [...head, ...tail]),
        ),
        (raw) => {
          const input = Buffer.from(raw);
          const topics = decodeSubscription(input) ?? [];
          expect(topics.length * 2).toBeLessThanOrEqual(input.length);
          const held = (decodeAssignment(input) ?? []).flatMap(({ partitions }) => partitions);
          expect(held.length * 4).toBeLessThanOrEqual(input.length);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('counts that lie cost nothing', () => {
    const lie = Buffer.concat([int16(0), int32(2 ** 31 - 1), Buffer.alloc(64)]);
    const before = process.memoryUsage().heapUsed;
    for (let turn = 0; turn < 100; turn++) {
      expect(decodeSubscription(lie)).toBeNull();
      expect(decodeAssignment(lie)).toBeNull();
    }
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 * 2 ** 20);
  });
});

test('what was written is read back', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
  const held = fc.array(fc.tuple(name, fc.array(fc.nat(2 ** 31 - 1), { maxLength: 5 })), { maxLength: 5 });
  const version = fc.integer({ min: 0, max: 3 });
  const userData = fc.option(fc.uint8Array({ maxLength: 9 }).map((raw) => Buffer.from(raw)));
  fc.assert(
    fc.property(version, fc.array(name, { maxLength: 5 }), held, userData, (v, topics, topicPartitions, data) => {
      expect(decodeSubscription(subscription(v, topics, data))).toEqual(topics);
      expect(decodeAssignment(assignment(v, topicPartitions, data))).toEqual(
        topicPartitions.map(([topic, partitions]) => ({ topic, partitions })),
      );
    }),
  );
});
