import { describe, expect, test } from 'vitest';
import { POLL, SUBSCRIPTION_HOURS, spanAt, spanOfName, TOPIC_CHUNK } from './partition-spans.ts';

const AT = Date.UTC(2026, 11, 31, 23, 59, 59, 999);

describe('which partition an instant falls into', () => {
  test.each([
    [POLL, 'poll_2026123123', Date.UTC(2026, 11, 31, 23)],
    [TOPIC_CHUNK, 'topic_chunk_20261231', Date.UTC(2026, 11, 31)],
    [SUBSCRIPTION_HOURS, 'subscription_hours_202612', Date.UTC(2026, 11)],
  ])('$parent: %s', (table, name, fromMs) => {
    const span = { name, fromMs, toMs: Date.UTC(2027, 0) };
    expect(spanAt(table, AT)).toEqual(span);
    expect(spanAt(table, fromMs)).toEqual(span);
    expect(spanAt(table, AT + 1).fromMs).toBe(span.toMs);
    expect(spanOfName(table, name)).toEqual(span);
  });

  test.each(['poll_20261231', 'poll_seat', 'poll', 'poll_20261231ab', 'topic_chunk_2026123123'])(
    '%s is no partition of poll',
    (name) => {
      expect(spanOfName(POLL, name)).toBeNull();
    },
  );
});
