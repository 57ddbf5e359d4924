import { afterEach, describe, expect, test } from 'vitest';
import type { BrokerAddress } from '#lib/config/broker-address.ts';
import type { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import { clusterConnector } from '#lib/kafka/connect/connector.ts';
import { readMetadata } from '#lib/kafka/metadata.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { askKnownBrokers, openLinks } from './links.ts';

const DEADLINE_MS = 5_000;
const opened: ClusterLinks[] = [];

afterEach(() => {
  for (const links of opened.splice(0)) links.close();
});

function open(bootstrap: BrokerAddress[]): ClusterLinks {
  const cluster = testCluster(bootstrap, { brokerDeadlineMs: DEADLINE_MS });
  const links = openLinks(cluster, clusterConnector(cluster));
  opened.push(links);
  return links;
}

/** One turn: brokers that answer, by id, and why no bootstrap address did. */
async function turn(links: ClusterLinks) {
  links.beginPoll(performance.now(), DEADLINE_MS);
  try {
    const { asked, answer, bootstrapFailure } = await askKnownBrokers(links, (known) =>
      Promise.all(known.map((link) => readMetadata(link, 'brokers-only'))),
    );
    const answered = asked.filter((_, index) => answer[index]?.ok).map(({ brokerId }) => brokerId);
    return { answered: answered.sort(), bootstrapFailure };
  } finally {
    links.endPoll();
  }
}

async function refuseAll(links: ClusterLinks): Promise<void> {
  const ids = [...links.brokers.keys()];
  const ports = await freePorts(ids.length);
  links.adopt(ids.map((brokerId, index) => ({ brokerId, host: '127.0.0.1', port: ports[index] ?? 0, rack: null })));
}

describe('asking the known brokers', () => {
  test('begins with the bootstrap addresses, and does without them while one broker answers', async () => {
    const links = open(testBrokers());
    expect(await turn(links)).toEqual({ answered: [1, 2, 3], bootstrapFailure: null });
    expect(await turn(links)).toEqual({ answered: [1, 2, 3], bootstrapFailure: null });
    expect(links.requests).toBe(3);
  });

  test('whose addresses all refuse finds them again through the bootstrap addresses, in the same turn', async () => {
    const links = open(testBrokers());
    await turn(links);
    await refuseAll(links);
    expect(await turn(links)).toEqual({ answered: [1, 2, 3], bootstrapFailure: null });
  });

  test('says why when the bootstrap addresses refuse too', async () => {
    const [port = 0] = await freePorts(1);
    const links = open([{ host: '127.0.0.1', port }]);
    links.adopt([{ brokerId: 1, host: '127.0.0.1', port, rack: null }]);
    const { answered, bootstrapFailure } = await turn(links);
    expect(answered).toEqual([]);
    expect(bootstrapFailure?.message).toContain('no bootstrap address answers');
  });
});
