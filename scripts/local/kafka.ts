import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { isRunning } from '../bootstrap/process-table.mjs';
import { type LocalBroker, localBroker } from './broker.ts';
import { requireJava } from './java.ts';
import { formatStorage, logDirOf } from './kafka-format.ts';
import { KAFKA_VERSION, kafkaJars } from './kafka-jars.ts';
import { aliveBrokers } from './kafka-probe.ts';
import { type KafkaNode, serverProperties } from './kafka-properties.ts';
import { type ClusterRecord, readRecord, recordToStart } from './kafka-record.ts';
import { until } from './wait.ts';

export interface KafkaOptions {
  /** Folder of the cluster's data, settings and logs. A cluster found there goes on with its data, ids and ports. */
  dir: string;
  /** How many brokers, each a controller too; 3 by default. */
  brokers?: number;
  /** Kafka's version, of those with KRaft. */
  version?: string;
  /** Wanted ports of the brokers; used for a new cluster where they are free. */
  ports?: number[];
  /** Settings of all brokers, or of each by its node. */
  overrides?: Record<string, string> | ((node: KafkaNode) => Record<string, string>);
  /** Rack of each broker, in the order of ids. */
  racks?: string[];
  /** More arguments for the storage tool at the first start, such as --add-scram. */
  formatArgs?: string[];
  /** Gives the start up, and stops what was started. */
  signal?: AbortSignal;
}

/** A running cluster on the loopback address. */
export interface LocalKafka {
  /** host:port of every broker, with commas. */
  bootstrap: string;
  clusterId: string;
  /** Folder with the jars of this Kafka, for its command-line tools: `java -cp '<jars>/*' <class>`. */
  jars: string;
  java: string;
  brokers: LocalBroker[];
  /** Stops every broker. */
  stop(): Promise<void>;
}

/** Enough for a broker that was given leave to close its logs. */
const WITHOUT_QUORUM_MS = 3_000;

/** Starts a KRaft cluster, or takes over what an earlier run left of it; comes back when every broker knows all the others. */
export async function startKafka(options: KafkaOptions): Promise<LocalKafka> {
  const { version = KAFKA_VERSION, formatArgs = [], signal } = options;
  const dir = resolve(options.dir);
  const java = await requireJava();
  const jars = await kafkaJars(version);
  mkdirSync(dir, { recursive: true });
  const record = await recordToStart(dir, options);
  await formatStorage({ java, jars, dir, version, ...record, formatArgs });
  const kafka = clusterOf(record, { ...options, dir, java, jars });
  try {
    await Promise.all(kafka.brokers.map((broker) => broker.start(signal)));
    await untilComplete(kafka.brokers, signal);
  } catch (error) {
    await kafka.stop();
    throw error;
  }
  return kafka;
}

/** The cluster that an earlier start left in `dir`, in whatever state its brokers are; undefined when there is none. */
export async function findKafka(options: KafkaOptions): Promise<LocalKafka | undefined> {
  const dir = resolve(options.dir);
  const record = readRecord(dir);
  if (!record) return undefined;
  const jars = await kafkaJars(options.version ?? KAFKA_VERSION);
  return clusterOf(record, { ...options, dir, java: await requireJava(), jars });
}

function clusterOf(
  { clusterId, nodes }: ClusterRecord,
  {
    dir,
    java,
    jars,
    version = KAFKA_VERSION,
    racks = [],
    overrides = {},
  }: KafkaOptions & { java: string; jars: string },
): LocalKafka {
  const brokers = nodes.map((node, index) => {
    const own = typeof overrides === 'function' ? overrides(node) : overrides;
    const logDir = logDirOf(dir, node);
    const properties = serverProperties({ node, nodes, logDir, version, rack: racks[index], overrides: own });
    return localBroker(node, { java, jars, dir, properties });
  });
  const bootstrap = brokers.map(({ host, port }) => `${host}:${port}`).join(',');
  return { bootstrap, clusterId, jars, java, brokers, stop: () => stopTogether(brokers) };
}

/** Stops all brokers. One that asks a quorum of controllers for leave to go, when that is gone itself, would ask for minutes. */
async function stopTogether(brokers: LocalBroker[]): Promise<void> {
  const pids = brokers.flatMap((broker) => broker.pid ?? []);
  let lostAt: number | undefined;
  const quorumIsGone = () => {
    if (pids.filter(isRunning).length <= brokers.length / 2) lostAt ??= Date.now();
    return lostAt !== undefined && Date.now() - lostAt > WITHOUT_QUORUM_MS;
  };
  await Promise.all(brokers.map((broker) => broker.stop(brokers.length > 1 ? quorumIsGone : undefined)));
}

/** Comes back when every broker says that all are alive. */
async function untilComplete(brokers: LocalBroker[], signal: AbortSignal | undefined): Promise<void> {
  await until(
    async () => {
      const known = await Promise.all(brokers.map((broker) => aliveBrokers(broker.port)));
      return known.every((ids) => ids?.length === brokers.length) || undefined;
    },
    { what: `all ${brokers.length} Kafka brokers to know each other`, timeoutMs: 60_000, signal },
  );
}
