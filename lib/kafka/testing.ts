import { type BrokerAddress, parseBrokerAddress } from '#lib/config/broker-address.ts';
import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import { STATUS_RULES } from '#lib/lag/status/rules.ts';

/** Bootstrap addresses of the real Kafka that integration tests share; TIDEMARK_TEST_KAFKA names them. */
export function testBrokers(): BrokerAddress[] {
  const list = process.env.TIDEMARK_TEST_KAFKA;
  if (list === undefined) {
    throw new Error('Integration tests need a Kafka: run `npm test`, or set TIDEMARK_TEST_KAFKA to host:port,...');
  }
  return list.split(',').map((text) => {
    const address = parseBrokerAddress(text);
    if (!address) throw new Error(`TIDEMARK_TEST_KAFKA: ${text} is not host:port`);
    return address;
  });
}

/** A cluster without TLS and SASL, polled every second with half of it as the deadline; `overrides` on top. */
export function testCluster(bootstrapBrokers: BrokerAddress[], overrides: Partial<ClusterConfig> = {}): ClusterConfig {
  return {
    name: 'test',
    bootstrapBrokers,
    tls: null,
    sasl: null,
    pollIntervalMs: 1_000,
    brokerDeadlineMs: 500,
    slowBeatMs: 60_000,
    permissionBeatMs: 3_600_000,
    readCommittedGroups: [],
    readOnly: false,
    protected: false,
    inactiveAfterMs: 600_000,
    openTransactionAfterMs: 60_000,
    unassignedAfterMs: 60_000,
    recordTimesPerPoll: 50,
    markerChecksPerPoll: 50,
    causeWindowMs: 900_000,
    usualAfterMs: 3_600_000,
    rateWindowMs: 60_000,
    trendWindowMs: 300_000,
    maxRequestsInFlight: 10,
    statusRules: STATUS_RULES,
    statusRulesOfGroups: [],
    ...overrides,
  };
}
