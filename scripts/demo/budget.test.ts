import { describe, expect, it } from 'vitest';
import { DISK_BUDGET_BYTES, diskBound, RECORD_BYTES } from './disk-bound.ts';
import { restKnobs } from './knobs.ts';
import { seededRandom } from './random.ts';
import { topicsOf } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { type TopicSpec, topics } from './topics.ts';
import { meanRate, peakRate } from './traffic.ts';

const all: readonly TopicSpec[] = Object.values(topics);
const RECORDS_PER_SECOND = 300;
/** A batch that holds one record adds as much to it. */
const BATCH_HEADER_BYTES = 61;
const HOT_KEY_SHARE = 0.5;

describe('what the demo takes of its machine', () => {
  it('is less than 500 MB of disk, for ever', () => {
    expect(all.reduce((sum, topic) => sum + diskBound(topic), 0)).toBeLessThan(DISK_BUDGET_BYTES);
  });

  it('is at most 300 records a second, even with every producer at its peak', () => {
    const peaks = all.map((topic) => (topic.traffic === undefined ? 0 : peakRate(topic.traffic.pattern)));
    expect(peaks.reduce((sum, peak) => sum + peak, 0)).toBeLessThanOrEqual(RECORDS_PER_SECOND);
  });

  it.each(all.filter((topic) => topic.traffic !== undefined))(
    'is counted with records large enough for $name',
    (topic) => {
      const random = seededRandom(7);
      for (let made = 0; made < 500; made++) {
        const { key, value, headers = {} } = topic.traffic?.make(random, 1_700_000_000_000) ?? { key: '', value: null };
        const inHeaders = Object.entries(headers).map(([name, content]) => name.length + content.length + 4);
        const bytes = key.length + (value?.length ?? 0) + inHeaders.reduce((sum, length) => sum + length, 16);
        expect(bytes + BATCH_HEADER_BYTES).toBeLessThanOrEqual(RECORD_BYTES);
      }
    },
  );

  it('covers every topic there is', () => {
    expect(new Set(topicsOf(scenarios))).toEqual(new Set(all));
  });
});

describe('retention', () => {
  const perPartition = (topic: TopicSpec, share: number): number =>
    (topic.traffic === undefined ? 0 : meanRate(topic.traffic.pattern)) * share;

  it.each<{ group: string; topic: TopicSpec; worstLag: number; bytes: number }>([
    {
      group: 'slow',
      topic: topics.payments,
      worstLag: restKnobs.slow.high / topics.payments.partitions,
      bytes: RECORD_BYTES,
    },
    { group: 'hot partition', topic: topics.clickstream, worstLag: restKnobs.hotPartition.high, bytes: 350 },
    { group: 'hung member', topic: topics.shipments, worstLag: restKnobs.hungMember.high, bytes: RECORD_BYTES },
    {
      group: 'stopped',
      topic: topics.invoices,
      worstLag: restKnobs.stopped.high / topics.invoices.partitions,
      bytes: 400,
    },
    {
      group: 'batch',
      topic: topics.clickstream,
      worstLag: (perPartition(topics.clickstream, HOT_KEY_SHARE + 0.1) * restKnobs.batchEveryMs) / 1_000,
      bytes: 350,
    },
  ])('does not overtake the group $group', ({ topic, worstLag, bytes }) => {
    expect(worstLag * bytes).toBeLessThanOrEqual(topic.keepsBytes);
  });
});
