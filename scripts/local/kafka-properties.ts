/** One node of a local cluster, broker and controller at once. */
export interface KafkaNode {
  id: number;
  port: number;
  controllerPort: number;
}

export interface PropertiesOf {
  node: KafkaNode;
  nodes: KafkaNode[];
  logDir: string;
  version: string;
  rack?: string | undefined;
  overrides?: Record<string, string>;
}

/** Settings of one broker, as the text of its server.properties. */
export function serverProperties({ node, nodes, logDir, version, rack, overrides = {} }: PropertiesOf): string {
  const copies = String(Math.min(3, nodes.length));
  const inSync = String(Math.min(2, nodes.length));
  const settings: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': String(node.id),
    'controller.quorum.voters': nodes.map((it) => `${it.id}@127.0.0.1:${it.controllerPort}`).join(','),
    listeners: `PLAINTEXT://127.0.0.1:${node.port},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${node.port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': logDir,
    'default.replication.factor': copies,
    'min.insync.replicas': inSync,
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': '6',
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': '3',
    'share.coordinator.state.topic.replication.factor': copies,
    'share.coordinator.state.topic.min.isr': inSync,
    'share.coordinator.state.topic.num.partitions': '3',
    'group.coordinator.rebalance.protocols': rebalanceProtocolsOf(version),
    'group.initial.rebalance.delay.ms': '0',
    'log.retention.check.interval.ms': '5000',
    // A cleaner's buffer is taken from the heap at once: 128 MB by default, times three brokers on one laptop.
    'log.cleaner.dedupe.buffer.size': '16777216',
    ...(rack === undefined ? {} : { 'broker.rack': rack }),
    ...overrides,
  };
  return propertiesText(settings);
}

/** The text of a properties file. */
export const propertiesText = (settings: Record<string, string>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}\n`)
    .join('');

/** A broker refuses to start with a protocol it does not know. */
const rebalanceProtocolsOf = (version: string) =>
  Number.parseInt(version, 10) >= 4 ? 'classic,consumer,share,streams' : 'classic,consumer';

/** meta.properties of `node`, from that of the node that was formatted: all but the ids is the same. */
export function metaPropertiesFor(node: KafkaNode, formatted: string, directoryId: string): string {
  return formatted
    .replace(/^node\.id=.*$/m, `node.id=${node.id}`)
    .replace(/^directory\.id=.*$/m, `directory.id=${directoryId}`);
}

/** A random Kafka UUID: 22 characters of base64url; never with a dash in front, which command lines take for an option. */
export function kafkaUuid(random: (bytes: number) => Buffer): string {
  for (;;) {
    const id = random(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}
