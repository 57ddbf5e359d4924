import { describe, expect, it } from 'vitest';
import { topicToCreate } from './create-topics.ts';
import { restKnobs } from './knobs.ts';
import { topics } from './topics.ts';

const configsOf = (creation: ReturnType<typeof topicToCreate>): Record<string, unknown> =>
  Object.fromEntries((creation.configs ?? []).map(({ name, value }) => [name, value]));

describe('topicToCreate', () => {
  it('replicates three times where there are brokers enough', () => {
    const creation = topicToCreate(topics.payments, 'p.payments', [1, 2, 3, 4], restKnobs);
    expect(creation.topics).toEqual([{ topic: 'p.payments', partitions: 6, replicas: 3 }]);
    expect(configsOf(creation)).not.toHaveProperty('min.insync.replicas');
  });

  it('takes what brokers there are, and then lets one replica suffice', () => {
    const creation = topicToCreate(topics.payments, 'payments', [1], restKnobs);
    expect(creation.topics).toEqual([{ topic: 'payments', partitions: 6, replicas: 1 }]);
    expect(configsOf(creation)['min.insync.replicas']).toBe('1');
  });

  it('puts all of an unreplicated topic on the last broker', () => {
    const assignments = [0, 1, 2].map((partition) => ({ partition, brokers: [9] }));
    const creation = topicToCreate(topics.cacheInvalidations, 'c', [5, 9, 7], restKnobs);
    expect(creation.topics).toEqual([{ topic: 'c', assignments }]);
  });

  it('compacts without a retention, as that would not be obeyed', () => {
    const configs = configsOf(topicToCreate(topics.customers, 'c', [1, 2, 3], restKnobs));
    expect(configs['cleanup.policy']).toBe('compact');
    expect(configs).not.toHaveProperty('retention.bytes');
  });
});
