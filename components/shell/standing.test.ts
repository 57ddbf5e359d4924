import { describe, expect, it } from 'vitest';
import { brokersAnswer } from '#components/brokers/brokers-answer.ts';
import { topicAnswer } from '#components/topics/topic-answer.ts';
import { topicsAnswer } from '#components/topics/topics-answer.ts';
import { spoken } from '#components/ui/testing.ts';
import { clusterOverviewExample } from '#lib/api/examples/clusters.ts';
import { topicDetailExample } from '#lib/api/examples/topics.ts';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import { formatTime } from '#lib/client/format-time.ts';
import { asLastRead, type ClusterOfPage, standingOf } from './standing.ts';

const NOW = Date.parse('2026-11-23T14:06:00.000Z');
const ago = (ms: number) => new Date(NOW - ms).toISOString();
const CALM = { offline: 0, underMinIsr: 0, atMinIsr: 0, underReplicated: 0, reassigning: 0, notPreferred: 0 };
const ROW: ClusterRow = {
  ...clusterOverviewExample,
  name: 'prod-eu',
  observedAt: ago(3_000),
  staleAfterMs: 30_000,
  reachable: true,
  topics: 33,
  partitions: 103,
  replication: CALM,
  failures: [],
};
const REFUSED = { code: 'POLL_NOT_STORED', message: 'refused', brokerId: null, since: null };

const of = (row: Partial<ClusterRow> | null, answering = true): ClusterOfPage => ({
  name: 'prod-eu',
  row: row && { ...ROW, ...row },
  answering,
});

const LIVE = of({});
const GONE = of({ reachable: false, observedAt: ago(60_000) });
const NEVER = of({ reachable: false, observedAt: null });

describe('how what is shown stands', () => {
  it.each([
    ['read just now', LIVE, ago(3_000), 'live'],
    ['read too long ago', LIVE, ago(30_001), 'late'],
    ['of a cluster that does not answer', GONE, ago(3_000), 'gone'],
    ['of a server that does not answer', of({}, false), ago(3_000), 'late'],
    ['never read', NEVER, null, 'never'],
    ['before the row of the cluster is here', of(null), ago(3_000), 'live'],
  ] as const)('%s', (_, cluster, observedAt, expected) => expect(standingOf(cluster, observedAt, NOW)).toBe(expected));
});

describe('the answer of a page', () => {
  const at = (ms: number) => formatTime(ago(ms), NOW);
  const answers = (cluster: ClusterOfPage, observedAt: string | null) => {
    const topic = { ...topicDetailExample, replication: CALM };
    const [partition] = topic.partitionList;
    if (!partition) throw new Error('the example has no partition');
    const unread = { ...topic, partitionList: [{ ...partition, failure: { ...REFUSED, brokerId: 3 } }] };
    const brokers = { observedAt, stale: false, controller: null, items: [] };
    const say = (answer: Parameters<typeof asLastRead>[0]) => spoken(asLastRead(answer, cluster, NOW));
    return {
      topics: say({ observedAt, phrases: topicsAnswer(ROW), whenGone: topicsAnswer(ROW) }),
      topic: say({ observedAt, phrases: topicAnswer(unread), whenGone: topicAnswer(unread, { unread: false }) }),
      brokers: say({ observedAt, phrases: brokersAnswer(brokers, NOW) }),
    };
  };
  const size = '700 MiB in 1 partition × 3 replicas, kept 7 d.';

  it('is told as it is while it is live', () =>
    expect(answers(LIVE, ago(3_000))).toEqual({
      topics: 'All 103 partitions on 33 topics are in sync.',
      topic: `All replicas are in sync. 1 partition could not be read. ${size}`,
      brokers: 'No broker has been seen yet.',
    }));

  it('is told with its time when it is late', () =>
    expect(answers(LIVE, ago(40_000))).toEqual({
      topics: `As last read at ${at(40_000)}: all 103 partitions on 33 topics are in sync.`,
      topic: `As last read at ${at(40_000)}: all replicas are in sync. 1 partition could not be read. ${size}`,
      brokers: `As last read at ${at(40_000)}: no broker has been seen yet.`,
    }));

  it('begins with what matters when no broker answers', () =>
    expect(answers(GONE, ago(60_000))).toEqual({
      topics: `No broker of prod-eu answers; as last read at ${at(60_000)}: all 103 partitions on 33 topics are in sync.`,
      topic: `No broker of prod-eu answers; as last read at ${at(60_000)}: all replicas are in sync. ${size}`,
      brokers: 'No broker of prod-eu answers; below is what was last read.',
    }));

  it.each([
    ['nobody ever answered', NEVER, 'No broker of prod-eu answers, and none did before.'],
    ['nothing was read so far', of({ observedAt: null }), 'prod-eu has not been read yet.'],
    ['none was stored', of({ observedAt: null, failures: [REFUSED] }), 'No poll of prod-eu could be stored yet.'],
    ['that is all that is here', of(null), 'prod-eu has not been read yet.'],
  ])('claims nothing where nothing was read: %s', (_, cluster, expected) =>
    expect(new Set(Object.values(answers(cluster, null)))).toEqual(new Set([expected])),
  );

  it('keeps the letters of a name it begins with', () => {
    const phrases = [{ key: 'g', text: 'Payments', name: true }, ' is far behind.'];
    expect(spoken(asLastRead({ observedAt: ago(40_000), phrases }, LIVE, NOW))).toContain(': Payments is far behind.');
  });
});
