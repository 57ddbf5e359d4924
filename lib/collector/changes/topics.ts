import { event } from '#lib/events/event.ts';
import type { EventRecord, TopicConfigNow, TopicNow } from '#lib/history/contract.ts';

const MOST_TOPICS = 200;

/** Topics that were missing in the newest answer, as they last were: one more without them, and they are deleted. */
export type AbsentTopics = ReadonlyMap<string, TopicNow>;

export interface TopicChanges {
  events: EventRecord[];
  absent: AbsentTopics;
  /** What the next poll is compared with: settings that are not read yet, as after a start, are those known before. */
  rows: TopicNow[];
  /** Topics that both polls saw, each as it was and is. */
  pairs: (readonly [TopicNow, TopicNow])[];
}

/** Topics that came, went, were created anew, grew, or were set up differently. Both lists must be full ones. */
export function topicChanges(
  before: readonly TopicNow[],
  after: readonly TopicNow[],
  missed: AbsentTopics,
): TopicChanges {
  const known = new Map([...missed, ...before.map((topic) => [topic.topic.name, topic] as const)]);
  const events: EventRecord[] = [];
  const pairs: TopicChanges['pairs'] = [];
  const rows: TopicNow[] = [];
  for (const topic of after) {
    const { name, kafkaTopicId } = topic.topic;
    const was = known.get(name);
    const partitions = topic.partitions.length;
    const isSame = was?.topic.kafkaTopicId === kafkaTopicId;
    rows.push(isSame && topic.configs === null && was.configs !== null ? { ...topic, configs: was.configs } : topic);
    if (!was) {
      events.push(event('topic-created', { topic: name, partitions, replicationFactor: topic.replicationFactor }));
    } else if (!isSame) {
      events.push(event('topic-recreated', { topic: name, partitions }));
    } else {
      pairs.push([was, topic]);
      const from = was.partitions.length;
      if (partitions > from) events.push(event('partitions-added', { topic: name, from, to: partitions }));
    }
    known.delete(name);
  }
  const absent = new Map<string, TopicNow>();
  for (const [name, topic] of known) {
    if (missed.has(name)) events.push(event('topic-deleted', { topic: name }));
    else absent.set(name, topic);
  }
  return { events: [...events, ...configChanges(pairs)], absent, rows, pairs };
}

interface Change {
  name: string;
  from: string | null;
  to: string | null;
}

/** One event for all topics of which the same was changed: a default of the brokers changes every topic. */
function configChanges(pairs: TopicChanges['pairs']): EventRecord[] {
  const byChange = new Map<string, { changes: Change[]; topics: string[] }>();
  for (const [before, after] of pairs) {
    if (before.configs === null || after.configs === null || before.configs === after.configs) continue;
    const changes = settingsChanged(before.configs, after.configs);
    if (changes.length === 0) continue;
    const key = JSON.stringify(changes);
    const known = byChange.get(key);
    if (known) known.topics.push(after.topic.name);
    else byChange.set(key, { changes, topics: [after.topic.name] });
  }
  return [...byChange.values()].map(({ changes, topics }) =>
    event('topic-config-changed', { topics: topics.slice(0, MOST_TOPICS), topicCount: topics.length, changes }),
  );
}

function settingsChanged(before: readonly TopicConfigNow[], after: readonly TopicConfigNow[]): Change[] {
  const known = new Map(before.map((setting) => [setting.name, setting]));
  return after.flatMap(({ name, value, sensitive }) => {
    const was = known.get(name);
    // A setting that only one side has belongs to another version of the brokers.
    return !was || sensitive || was.value === value ? [] : [{ name, from: was.value, to: value }];
  });
}
