import { describe, expect, test } from 'vitest';
import type { Evidence } from './evidence.ts';
import { hungMember } from './hung-member.ts';
import { textOf } from './sentence.ts';
import { staticMember } from './static-member.ts';
import { AT, calm, evidence, MINUTE, member, SECOND, slow, still } from './testing.ts';

const FIXED = member('fixed-1', [0, 1], { instanceId: 'worker-berlin' });
const stopped = (forMs: number, rest: Partial<Evidence> = {}): Evidence =>
  evidence({ partitions: [still(0, forMs), still(1, forMs), calm(2), calm(3)], ...rest });

describe('hung member', () => {
  test.each<[what: string, evidence: Evidence, found: boolean]>([
    ['all move', evidence(), false],
    ['slow, but moving', evidence({ partitions: [slow(0), slow(1), calm(2), calm(3)] }), false],
    ['silent for a minute', stopped(MINUTE), true],
    ['silent for less', stopped(MINUTE - 1), false],
    ['silent for the S of a group that commits seldom', stopped(90 * SECOND, { silentFromMs: 90 * SECOND }), true],
    ['silent for less than that', stopped(90 * SECOND - 1, { silentFromMs: 90 * SECOND }), false],
    ['there for S', stopped(5 * MINUTE, { presentSinceMs: AT - MINUTE }), true],
    ['there for less: it has just come', stopped(5 * MINUTE, { presentSinceMs: AT - MINUTE + 1 }), false],
    ['holding them for a quarter of S', stopped(5 * MINUTE, { heldSinceMs: AT - 15 * SECOND }), true],
    ['holding them for less', stopped(5 * MINUTE, { heldSinceMs: AT - 15 * SECOND + 1 }), false],
    ['in the middle of a rebalance', stopped(5 * MINUTE, { state: 'PreparingRebalance' }), false],
    ['nobody knows who holds what', stopped(5 * MINUTE, { members: null, memberCount: 2 }), false],
    ['nobody is there', stopped(5 * MINUTE, { members: [], memberCount: 0 }), false],
    ['a share group', stopped(5 * MINUTE, { type: 'share' }), false],
    ['a static member', stopped(5 * MINUTE, { members: [FIXED, member('b', [2, 3])] }), false],
  ])('%s', (_, one, found) => {
    expect(hungMember(one) !== null).toBe(found);
  });

  test('one of two', () => {
    const cause = hungMember(stopped(200 * SECOND));
    expect(textOf(cause?.says ?? [])).toBe(
      'Member a (10.0.3.7) committed nothing on orders 0 and orders 1 since 2026-11-23 14:01:40 UTC (3 min 20 s); 2 other partitions move. 6,000 records wait there. It still heartbeats, so the group keeps its partitions with it.',
    );
    expect(cause).toMatchObject({
      share: 1,
      sinceMs: AT - 200 * SECOND,
      proof: { section: 'members', memberId: 'a-id', place: { topic: 'orders', partition: 0 } },
    });
  });

  test('all of them', () => {
    const partitions = [0, 1, 2, 3].map((partition) => still(partition, 5 * MINUTE, { waitsLonger: partition === 0 }));
    const cause = hungMember(evidence({ partitions }));
    expect(textOf(cause?.says ?? [])).toBe(
      'All 2 members committed nothing on their 4 partitions with records for more than 15 min. 12,000 records wait there. They still heartbeat, so the group keeps their partitions with them.',
    );
    expect(cause?.sinceMs).toBeNull();
  });

  test('one partition of a member that goes on elsewhere', () => {
    const cause = hungMember(evidence({ partitions: [still(0, 5 * MINUTE), calm(1), calm(2), calm(3)] }));
    expect(textOf(cause?.says ?? [])).toBe(
      'Member a (10.0.3.7) committed nothing on orders 0 since 2026-11-23 14:00:00 UTC (5 min). 3,000 records wait there. It commits elsewhere: a record there may fail again and again.',
    );
  });
});

test('a static member may be dead', () => {
  const cause = staticMember(stopped(5 * MINUTE, { members: [FIXED, member('b', [2, 3])] }));
  expect(textOf(cause?.says ?? [])).toBe(
    'Member worker-berlin (10.0.3.7) committed nothing on orders 0 and orders 1 since 2026-11-23 14:00:00 UTC (5 min); 2 other partitions move. 6,000 records wait there. It is a static member and may be dead: Kafka keeps its partitions for it until its session times out.',
  );
  expect(staticMember(stopped(5 * MINUTE))).toBeNull();
});
