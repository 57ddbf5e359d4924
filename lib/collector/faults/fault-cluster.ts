import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestKafka } from '#lib/kafka/test-kafka.ts';
import type { LocalBroker } from '#scripts/local/broker.ts';
import { startKafka } from '#scripts/local/kafka.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { startTcpProxy, type TcpProxy } from '#scripts/local/tcp-proxy.ts';
import { until } from '#scripts/local/wait.ts';

/** Replicated three times; partitions 0 and 1 lead on broker 1, 2 and 3 on broker 2, 4 and 5 on broker 3. */
export const REPLICATED = 'faults-replicated';
/** All three partitions on broker 3 and nowhere else. */
export const SINGLE = 'faults-single';
const REPLICAS = [
  [1, 2, 3],
  [1, 3, 2],
  [2, 3, 1],
  [2, 1, 3],
  [3, 1, 2],
  [3, 2, 1],
];
const SINGLE_REPLICAS = [[3], [3], [3]];
/** Partitions of REPLICATED that broker 3 does not lead, so that its troubles do not concern them. */
export const ELSEWHERE = [0, 1, 2, 3];

const RECORDS_AT_START = 100;
const COMMITTED_AT_START = 90n;
const WORK_EVERY_MS = 200;
const PATIENCE_MS = 60_000;

/** Three brokers; clients reach the third through a proxy only, the other brokers reach it directly. */
export interface FaultCluster {
  bootstrap: { host: string; port: number }[];
  /** What clients see of broker 3. */
  proxy: TcpProxy;
  third: LocalBroker;
  /** A group that commits on both topics, coordinated by a broker that stays well. */
  group: string;
  /** A group that broker 3 coordinates. */
  groupOnThird: string;
  /** Comes back when every partition, of the groups' offsets too, is led by its preferred broker. */
  untilPreferred(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the cluster with its topics and groups, and keeps producing to, and committing on, what broker 3 does not lead. */
export async function startFaultCluster(): Promise<FaultCluster> {
  const dir = mkdtempSync(join(tmpdir(), 'tidemark-faults-'));
  const ports = await freePorts(3);
  const between = await freePorts(3);
  const proxy = await startTcpProxy({ targetPort: ports[2] ?? 0 });
  const kafka = await startKafka({
    dir,
    ports,
    overrides: ({ id, port, controllerPort }) => {
      const internal = `INTERNAL://127.0.0.1:${between[id - 1]}`;
      return {
        listeners: `PLAINTEXT://127.0.0.1:${port},${internal},CONTROLLER://127.0.0.1:${controllerPort}`,
        'advertised.listeners': `PLAINTEXT://127.0.0.1:${id === 3 ? proxy.port : port},${internal}`,
        'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
        'inter.broker.listener.name': 'INTERNAL',
        'broker.session.timeout.ms': '3000',
        'broker.heartbeat.interval.ms': '500',
        'leader.imbalance.check.interval.seconds': '2',
      };
    },
  });
  const third = kafka.brokers[2];
  if (!third || kafka.brokers.some(({ port }, index) => port !== ports[index])) {
    throw new Error('a port was taken while the cluster started; run again');
  }
  const direct = new TestKafka(new Map(kafka.brokers.map(({ id, host, port }) => [id, { host, port }])));
  await direct.createTopic(REPLICATED, REPLICAS);
  await direct.createTopic(SINGLE, SINGLE_REPLICAS);
  const group = await groupOn(direct, [1, 2]);
  const groupOnThird = await groupOn(direct, [3]);
  await fill(direct, [group, groupOnThird]);
  const work = startWork(direct, group);

  return {
    bootstrap: [1, 2, 3].map((id) => ({ host: '127.0.0.1', port: id === 3 ? proxy.port : (ports[id - 1] ?? 0) })),
    proxy,
    third,
    group,
    groupOnThird,
    untilPreferred: () =>
      until(
        async () => {
          const leaders = await direct.leadersOf(REPLICATED).catch(() => []);
          const preferred = REPLICAS.every(([first], partition) => leaders[partition] === first);
          return (preferred && (await direct.coordinatorOf(groupOnThird)) === 3) || undefined;
        },
        { what: 'the preferred leaders', timeoutMs: PATIENCE_MS },
      ).then(() => undefined),
    async stop() {
      await work.stop();
      await direct.close();
      await third.kill('SIGCONT');
      await kafka.stop();
      await proxy.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The name of a group that one of these brokers coordinates. */
async function groupOn(kafka: TestKafka, brokerIds: number[]): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const name = `faults-${attempt}`;
    if (brokerIds.includes(await kafka.coordinatorOf(name))) return name;
  }
  throw new Error(`no group is coordinated by ${brokerIds.join(' or ')}`);
}

async function fill(kafka: TestKafka, groups: string[]): Promise<void> {
  for (const [topic, replicas] of [
    [REPLICATED, REPLICAS],
    [SINGLE, SINGLE_REPLICAS],
  ] as const) {
    await Promise.all(
      replicas.map(([leader = 0], partition) => kafka.append(leader, topic, partition, RECORDS_AT_START)),
    );
    for (const group of groups)
      await kafka.commit(
        group,
        topic,
        replicas.map(() => COMMITTED_AT_START),
      );
  }
}

/** One record to each partition led elsewhere, and a commit that follows, several times a second. */
function startWork(kafka: TestKafka, group: string): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const work = async () => {
    const coordinator = await kafka.coordinatorOf(group);
    for (let round = 1n; !stopped.signal.aborted; round++) {
      await Promise.all(
        ELSEWHERE.map((partition) => kafka.append(REPLICAS[partition]?.[0] ?? 0, REPLICATED, partition, 1)),
      );
      await kafka.commit(
        group,
        REPLICATED,
        ELSEWHERE.map(() => COMMITTED_AT_START + round),
        coordinator,
      );
      await new Promise((resolve) => setTimeout(resolve, WORK_EVERY_MS));
    }
  };
  const running = work();
  // Reported by stop, which always comes; until then it must not end the process.
  running.catch(() => undefined);
  return {
    async stop() {
      stopped.abort();
      await running;
    },
  };
}
