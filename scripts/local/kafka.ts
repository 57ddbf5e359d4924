import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { processesWith } from '../bootstrap/process-table.mjs';
import { type LocalBroker, localBroker } from './broker.ts';
import { readIfThere, writeWhole } from './files.ts';
import { requireJava } from './java.ts';
import { formatStorage, logDirOf } from './kafka-format.ts';
import { KAFKA_VERSION, kafkaJars } from './kafka-jars.ts';
import { aliveBrokers } from './kafka-probe.ts';
import { type KafkaNode, kafkaUuid, serverProperties } from './kafka-properties.ts';
import { freePorts, isFree } from './ports.ts';
import { endProcess } from './processes.ts';
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

/** What a cluster's folder remembers from start to start. */
interface ClusterRecord {
  clusterId: string;
  nodes: KafkaNode[];
}

/** Starts a KRaft cluster, or takes over what an earlier run left of it; comes back when every broker knows all the others. */
export async function startKafka(options: KafkaOptions): Promise<LocalKafka> {
  const { version = KAFKA_VERSION, overrides = {}, racks = [], formatArgs = [], signal } = options;
  const dir = resolve(options.dir);
  const java = await requireJava();
  const jars = await kafkaJars(version);
  mkdirSync(dir, { recursive: true });
  const { clusterId, nodes } = await clusterRecord(dir, options);
  await formatStorage({ java, jars, dir, clusterId, nodes, formatArgs });

  const brokers = nodes.map((node, index) => {
    const own = typeof overrides === 'function' ? overrides(node) : overrides;
    const properties = serverProperties({
      node,
      nodes,
      logDir: logDirOf(dir, node),
      rack: racks[index],
      overrides: own,
    });
    return localBroker(node, { java, jars, dir, properties });
  });
  const stop = async () => {
    await Promise.all(brokers.map((broker) => broker.stop()));
  };
  try {
    await Promise.all(brokers.map((broker) => broker.start(signal)));
    await untilComplete(brokers, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    bootstrap: brokers.map(({ host, port }) => `${host}:${port}`).join(','),
    clusterId,
    jars,
    java,
    brokers,
    stop,
  };
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

/** The record of the cluster in `dir`, with other ports where a stranger has taken one of them. */
async function clusterRecord(dir: string, { brokers = 3, ports }: KafkaOptions): Promise<ClusterRecord> {
  const path = join(dir, 'cluster.json');
  const text = readIfThere(path);
  const found: ClusterRecord | undefined = text === undefined ? undefined : JSON.parse(text);
  if (found && (await portsAreOurs(dir, found.nodes))) return found;
  const count = found?.nodes.length ?? brokers;
  const brokerPorts = await freePorts(count, ports);
  const controllerPorts = await freePorts(
    count,
    ports?.map((port) => port + 100),
  );
  const record: ClusterRecord = {
    clusterId: found?.clusterId ?? kafkaUuid(randomBytes),
    nodes: brokerPorts.map((port, index) => ({ id: index + 1, port, controllerPort: controllerPorts[index] ?? 0 })),
  };
  writeWhole(path, `${JSON.stringify(record, null, 2)}\n`);
  return record;
}

async function portsAreOurs(dir: string, nodes: KafkaNode[]): Promise<boolean> {
  const running = nodes.flatMap((node) => processesWith(join(dir, `broker-${node.id}.properties`)));
  const stopped = nodes.filter((node) => processesWith(join(dir, `broker-${node.id}.properties`)).length === 0);
  const free = await Promise.all(stopped.flatMap((node) => [isFree(node.port), isFree(node.controllerPort)]));
  if (free.every(Boolean)) return true;
  // Brokers that still run know the old ports of the others; all must start anew.
  await Promise.all(running.map((pid) => endProcess(pid, 'SIGKILL', 0)));
  return false;
}
