import { beforeEach, describe, expect, test } from 'vitest';
import type { Unread } from '#lib/lag/unread.ts';
import { UnreadVerdicts } from './unread-verdicts.ts';

const MARKER: Unread = { kind: 'nothing', markers: 1, aborted: 0, removed: 0n };
const MINUTE = 60_000;
const TOPIC = 'topic-id';
const place = { kafkaTopicId: TOPIC, partition: 2, committed: 99n, upTo: 100n };

let verdicts: UnreadVerdicts;
beforeEach(() => {
  verdicts = new UnreadVerdicts();
});
const between = (nowMs: number, { committed = 99n, upTo = 100n, transactional = false } = {}) =>
  verdicts.ofTopic(TOPIC)?.between(2, committed, upTo, transactional, nowMs) ?? null;

test('nothing is known of a topic at which nobody looked', () => {
  expect(verdicts.ofTopic(TOPIC)).toBeNull();
});

test('a finding holds for its two offsets, and for no others', () => {
  verdicts.put({ ...place, unread: MARKER }, 0);
  expect(between(1)).toEqual({ unread: MARKER, isDue: false });
  expect(between(1, { committed: 98n })).toEqual({ unread: null, isDue: true });
  expect(between(1, { upTo: 101n })).toEqual({ unread: null, isDue: true });
});

test('groups at several offsets of a partition each keep theirs', () => {
  verdicts.put({ ...place, unread: MARKER }, 0);
  verdicts.put({ ...place, committed: 50n, unread: { kind: 'records' } }, 0);
  expect(between(1)?.unread).toEqual(MARKER);
  expect(between(1, { committed: 50n })?.unread).toEqual({ kind: 'records' });
});

test('where it could not be told, the next look waits half a minute', () => {
  verdicts.put({ ...place, unread: null }, 0);
  expect(between(29_999)).toEqual({ unread: null, isDue: false });
  expect(between(30_000)).toEqual({ unread: null, isDue: true });
});

describe('a topic that nobody may read', () => {
  beforeEach(() => verdicts.learn({ kind: 'refused', kafkaTopicId: TOPIC }, 0));

  test.each<[what: string, committed: bigint, transactional: boolean, unread: Unread | null]>([
    ['one offset of a transactional topic', 99n, true, { kind: 'assumed' }],
    ['two', 98n, true, { kind: 'assumed' }],
    ['three may be anything', 97n, true, null],
    ['no transaction was ever seen there', 99n, false, null],
  ])('%s', (_what, committed, transactional, unread) => {
    expect(between(1, { committed, transactional })).toEqual({ unread, isDue: false });
  });

  test('is asked for again after ten minutes, and assumed until that is answered', () => {
    const known = { transactional: true };
    expect(between(10 * MINUTE - 1, known)?.isDue).toBe(false);
    expect(between(10 * MINUTE, known)).toEqual({ unread: { kind: 'assumed' }, isDue: true });
  });

  test('is asked as any other once it could be read', () => {
    verdicts.learn({ kind: 'found', finding: { ...place, unread: MARKER } }, 1);
    expect(between(2, { committed: 98n, transactional: true })).toEqual({ unread: null, isDue: true });
  });
});

test('a finding is dropped once no poll has asked for it in ten minutes, not before', () => {
  verdicts.put({ ...place, unread: MARKER }, 0);
  verdicts.put({ ...place, committed: 98n, unread: MARKER }, 0);
  for (let nowMs = 0; nowMs < 20 * MINUTE; nowMs += MINUTE) {
    expect(between(nowMs)?.isDue).toBe(false);
    verdicts.sweep(nowMs);
  }
  expect(between(20 * MINUTE, { committed: 98n })?.isDue).toBe(true);
  verdicts.sweep(40 * MINUTE);
  expect(verdicts.ofTopic(TOPIC)).toBeNull();
});
