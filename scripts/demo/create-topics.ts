import { type Admin, type CreateTopicsOptions, findErrorBy } from '@platformatic/kafka';
import type { DemoKnobs } from './knobs.ts';
import { SEGMENT_BYTES, type TopicSpec } from './topics.ts';

export const REPLICATION_FACTOR = 3;

/** Small index files, as preallocated ones would look like more data than there is. */
const SEGMENT_INDEX_BYTES = 65_536;

/** Gives how a topic is to be created on a cluster with these brokers. */
export function topicToCreate(
  spec: TopicSpec,
  name: string,
  brokerIds: readonly number[],
  knobs: DemoKnobs,
): CreateTopicsOptions {
  const configs: Record<string, string> = {
    'cleanup.policy': spec.cleanup,
    'segment.bytes': String(SEGMENT_BYTES),
    'segment.index.bytes': String(SEGMENT_INDEX_BYTES),
    ...(spec.cleanup === 'delete' ? { 'retention.bytes': String(spec.keepsBytes) } : {}),
    ...(brokerIds.length < REPLICATION_FACTOR || spec.placement === 'last-broker'
      ? { 'min.insync.replicas': '1' }
      : {}),
    ...spec.configs?.(knobs),
  };
  return { topics: [{ topic: name, ...layout(spec, brokerIds) }], configs: Object.entries(configs).map(toConfig) };
}

function layout(spec: TopicSpec, brokerIds: readonly number[]): Omit<TopicToCreate, 'topic'> {
  if (spec.placement === 'replicated') {
    return { partitions: spec.partitions, replicas: Math.min(REPLICATION_FACTOR, brokerIds.length) };
  }
  const brokers = [Math.max(...brokerIds)];
  return { assignments: Array.from({ length: spec.partitions }, (_, partition) => ({ partition, brokers })) };
}

type TopicToCreate = Exclude<CreateTopicsOptions['topics'][number], string>;

function toConfig([name, value]: [string, string]): { name: string; value: string } {
  return { name, value };
}

/**
 * Creates those topics which are not there yet, and leaves the others as they are. Asks for each without looking
 * first, and not by kafkajs: to list topics is to fail while any of them has no leader.
 */
export async function createMissingTopics(
  admin: Admin,
  specs: readonly TopicSpec[],
  name: (plain: string) => string,
  knobs: DemoKnobs,
): Promise<void> {
  const { brokers } = await admin.metadata({ topics: [] });
  for (const spec of specs) {
    await admin
      .createTopics(topicToCreate(spec, name(spec.name), [...brokers.keys()], knobs))
      .catch((error: unknown) => {
        if (!isAlreadyThere(error)) throw error;
      });
  }
}

function isAlreadyThere(error: unknown): boolean {
  return error instanceof Error && findErrorBy(error, 'apiId', 'TOPIC_ALREADY_EXISTS') !== null;
}
