import { describe, expect, it } from 'vitest';
import { topicConfig } from './create-topics.ts';
import { restKnobs } from './knobs.ts';
import { topics } from './topics.ts';

const configsOf = (config: ReturnType<typeof topicConfig>): Record<string, string> =>
  Object.fromEntries((config.configEntries ?? []).map(({ name, value }) => [name, value]));

describe('topicConfig', () => {
  it('replicates three times where there are brokers enough', () => {
    const config = topicConfig(topics.payments, 'p.payments', [1, 2, 3, 4], restKnobs);
    expect(config).toMatchObject({ topic: 'p.payments', numPartitions: 6, replicationFactor: 3 });
    expect(configsOf(config)).not.toHaveProperty('min.insync.replicas');
  });

  it('takes what brokers there are, and then lets one replica suffice', () => {
    const config = topicConfig(topics.payments, 'payments', [1], restKnobs);
    expect(config.replicationFactor).toBe(1);
    expect(configsOf(config)['min.insync.replicas']).toBe('1');
  });

  it('puts all of an unreplicated topic on the last broker', () => {
    const config = topicConfig(topics.cacheInvalidations, 'c', [5, 9, 7], restKnobs);
    expect(config.replicaAssignment).toEqual([0, 1, 2].map((partition) => ({ partition, replicas: [9] })));
  });

  it('compacts without a retention, as that would not be obeyed', () => {
    const configs = configsOf(topicConfig(topics.customers, 'c', [1, 2, 3], restKnobs));
    expect(configs['cleanup.policy']).toBe('compact');
    expect(configs).not.toHaveProperty('retention.bytes');
  });
});
