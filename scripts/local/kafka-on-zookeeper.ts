import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { localBroker } from './broker.ts';
import { requireJava } from './java.ts';
import { launchJvm } from './jvm.ts';
import type { LocalKafka } from './kafka.ts';
import { logDirOf } from './kafka-format.ts';
import { kafkaJars } from './kafka-jars.ts';
import { type KafkaNode, propertiesText } from './kafka-properties.ts';
import { freePorts } from './ports.ts';
import { endProcess } from './processes.ts';

export interface KafkaOnZooKeeperOptions {
  /** An empty folder: such a cluster is started once. */
  dir: string;
  /** Kafka's version, of those with ZooKeeper. */
  version: string;
  overrides?: Record<string, string>;
}

const ZOOKEEPER_STOP_MS = 2_000;

/** Starts one broker of an old Kafka and its ZooKeeper, on the loopback address. */
export async function startKafkaOnZooKeeper(options: KafkaOnZooKeeperOptions): Promise<LocalKafka> {
  const dir = resolve(options.dir);
  const [java, jars, [port = 0, zooKeeperPort = 0]] = await Promise.all([
    requireJava(),
    kafkaJars(options.version),
    freePorts(2),
  ]);
  mkdirSync(dir, { recursive: true });
  const zooKeeper = launchZooKeeper({ java, jars, dir, port: zooKeeperPort });
  const node: KafkaNode = { id: 1, port, controllerPort: zooKeeperPort };
  const properties = brokerProperties(node, logDirOf(dir, node), options.overrides);
  const broker = localBroker(node, { java, jars, dir, properties });
  const stop = async () => {
    // First the broker, which signs off at ZooKeeper.
    await broker.stop();
    await endProcess(zooKeeper, 'SIGTERM', ZOOKEEPER_STOP_MS);
  };
  try {
    await broker.start();
    const clusterId = clusterIdIn(logDirOf(dir, node));
    return { bootstrap: `${broker.host}:${port}`, clusterId, jars, java, brokers: [broker], stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function launchZooKeeper({ java, jars, dir, port }: { java: string; jars: string; dir: string; port: number }): number {
  const settings = join(dir, 'zookeeper.properties');
  const data = join(dir, 'zookeeper');
  mkdirSync(data, { recursive: true });
  writeFileSync(
    settings,
    propertiesText({
      dataDir: data,
      clientPort: String(port),
      clientPortAddress: '127.0.0.1',
      'admin.enableServer': 'false',
    }),
  );
  const main = 'org.apache.zookeeper.server.quorum.QuorumPeerMain';
  const files = { log: join(dir, 'zookeeper.log'), output: join(dir, 'zookeeper.out') };
  return launchJvm({ java, jars, main, settings, dir, ...files }).pid;
}

const brokerProperties = (node: KafkaNode, logDir: string, overrides: Record<string, string> = {}) =>
  propertiesText({
    'broker.id': String(node.id),
    'zookeeper.connect': `127.0.0.1:${node.controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${node.port}`,
    'log.dirs': logDir,
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '6',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '3',
    'group.initial.rebalance.delay.ms': '0',
    'log.cleaner.dedupe.buffer.size': '16777216',
    ...overrides,
  });

/** The id that the first broker drew, which it keeps beside its logs. */
const clusterIdIn = (logDir: string) =>
  /^cluster\.id=(.+)$/m.exec(readFileSync(join(logDir, 'meta.properties'), 'utf8'))?.[1] ?? '';
