import { describeConfigsV4 } from '@platformatic/kafka';
import { type Api, version } from './api-versions.ts';
import type { BrokerLink } from './broker-link.ts';
import { kafkaFailure, type Outcome, succeed } from './failure.ts';

interface BrokerConfigsAnswer {
  throttleTimeMs: number;
  outcome: Outcome<Map<string, string>>;
}

const BROKER_RESOURCE = 4;

type WireResource = Parameters<typeof describeConfigsV4.api.async>[1][number];

const DESCRIBE_BROKER_CONFIGS: Api<{ brokerId: number; keys: string[] }, BrokerConfigsAnswer> = {
  key: 32,
  name: 'DescribeConfigs',
  versions: [
    version(
      4,
      (connection, { brokerId, keys }) => {
        const resource: WireResource = {
          resourceType: BROKER_RESOURCE as WireResource['resourceType'],
          resourceName: String(brokerId),
          configurationKeys: keys,
        };
        return describeConfigsV4.api.async(connection, [resource], false, false);
      },
      ({ throttleTimeMs, results: [result] }) => ({
        throttleTimeMs,
        outcome:
          result === undefined || result.errorCode !== 0
            ? { ok: false, failure: kafkaFailure(result?.errorCode ?? -1, null) }
            : succeed(new Map(result.configs.flatMap(({ name, value }) => (value == null ? [] : [[name, value]])))),
      }),
    ),
  ],
};

/** Some settings of the broker at the other end; a refusal where DescribeConfigs on the cluster is not granted. */
export async function describeBrokerConfigs(link: BrokerLink, keys: string[]): Promise<Outcome<Map<string, string>>> {
  const { brokerId } = link;
  if (brokerId === null) return succeed(new Map());
  const answer = await link.request(DESCRIBE_BROKER_CONFIGS, { brokerId, keys });
  return answer.ok ? answer.value.outcome : answer;
}
