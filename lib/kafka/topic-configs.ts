import { describeConfigsV4 } from '@platformatic/kafka';
import { type Api, version } from './api-versions.ts';
import type { BrokerLink } from './broker-link.ts';
import { guardedFailure, type Outcome, succeed } from './failure.ts';
import type { Grant } from './grants.ts';

export interface TopicConfig {
  name: string;
  value: string | null;
  /** Kafka's ConfigSource name, e.g. DYNAMIC_TOPIC_CONFIG. */
  source: string;
  isDefault: boolean;
  sensitive: boolean;
}

interface ConfigsAnswer {
  throttleTimeMs: number;
  topics: { topic: string; outcome: Outcome<TopicConfig[]> }[];
}

const TOPIC_RESOURCE = 2;
// org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource
const SOURCES = [
  'UNKNOWN',
  'DYNAMIC_TOPIC_CONFIG',
  'DYNAMIC_BROKER_CONFIG',
  'DYNAMIC_DEFAULT_BROKER_CONFIG',
  'STATIC_BROKER_CONFIG',
  'DEFAULT_CONFIG',
  'DYNAMIC_BROKER_LOGGER_CONFIG',
  'DYNAMIC_CLIENT_METRICS_CONFIG',
  'DYNAMIC_GROUP_CONFIG',
];
const DYNAMIC_TOPIC_CONFIG = 1;

type WireConfigs = Awaited<ReturnType<typeof describeConfigsV4.api.async>>;

// A null key list asks for every key; the client's type wants a list.
const resource = (topic: string) => ({
  resourceType: TOPIC_RESOURCE as Parameters<typeof describeConfigsV4.api.async>[1][number]['resourceType'],
  resourceName: topic,
  configurationKeys: null as unknown as string[],
});

const DESCRIBE_CONFIGS: Api<string[], ConfigsAnswer> = {
  key: 32,
  name: 'DescribeConfigs',
  versions: [
    version(
      4,
      (connection, topics) => describeConfigsV4.api.async(connection, topics.map(resource), false, false),
      readConfigs,
    ),
  ],
};

function readConfigs(wire: WireConfigs): ConfigsAnswer {
  const topics = wire.results.map(
    ({ resourceName, errorCode, errorMessage, configs }): ConfigsAnswer['topics'][number] => {
      if (errorCode !== 0) {
        const grant: Grant = { operation: 'DescribeConfigs', on: { resource: 'topic', name: resourceName } };
        const failure = guardedFailure(errorCode, grant, null, errorMessage);
        return { topic: resourceName, outcome: { ok: false, failure } };
      }
      const read = configs.map((config) => ({
        name: config.name,
        value: config.isSensitive ? null : (config.value ?? null),
        source: SOURCES[config.configSource] ?? 'UNKNOWN',
        isDefault: config.configSource !== DYNAMIC_TOPIC_CONFIG,
        sensitive: config.isSensitive,
      }));
      return { topic: resourceName, outcome: succeed(read) };
    },
  );
  return { throttleTimeMs: wire.throttleTimeMs, topics };
}

/** Every setting of these topics with where it comes from; any broker knows them all. Values of sensitive keys are never read. */
export async function describeTopicConfigs(
  link: BrokerLink,
  topics: string[],
): Promise<Map<string, Outcome<TopicConfig[]>>> {
  if (topics.length === 0) return new Map();
  const answer = await link.request(DESCRIBE_CONFIGS, topics);
  if (!answer.ok) return new Map(topics.map((topic) => [topic, answer]));
  return new Map(answer.value.topics.map(({ topic, outcome }) => [topic, outcome]));
}
