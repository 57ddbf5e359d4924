import { NOT_OBSERVED } from '#lib/history/contract.ts';
import type { ClusterMemory, SlowBeatResult, TopicMemory } from './memory.ts';

/** Whether brokers move old segments of the topic to remote storage, as its settings say once they were read. */
export function hasRemoteStorage(configs: SlowBeatResult['configs'], topicId: string): boolean {
  const settings = configs.get(topicId);
  if (!settings?.ok) return false;
  return settings.value.some(({ name, value }) => name === 'remote.storage.enable' && value === 'true');
}

/** Takes into every topic with tiered storage where its logs begin on their leaders' disks, once for all groups that read it. */
export function takeLocalStarts({ topics, slow }: ClusterMemory): void {
  for (const topic of topics.values()) topic.localStart = localStartOf(topic, slow);
}

/** Each replica deletes its own segments: what a leader told says nothing of the one that came after it. */
function localStartOf({ key, metadata }: TopicMemory, { configs, localStarts }: SlowBeatResult): BigInt64Array | null {
  const told = localStarts.get(key.kafkaTopicId);
  if (!told || !hasRemoteStorage(configs, key.kafkaTopicId)) return null;
  return BigInt64Array.from(metadata.partitions, ({ partition, leader }) => {
    const start = told.get(partition);
    return start?.leader === leader ? start.offset : NOT_OBSERVED;
  });
}
