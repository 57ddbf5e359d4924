import { describe, expect, it } from 'vitest';
import { type KafkaNode, kafkaUuid, metaPropertiesFor, serverProperties } from './kafka-properties.ts';

const nodes: KafkaNode[] = [1, 2, 3].map((id) => ({ id, port: 9000 + id, controllerPort: 9100 + id }));
const [node = { id: 0, port: 0, controllerPort: 0 }] = nodes;
const base = { node, nodes, logDir: '/data', version: '4.3.1' };

function settingsOf(text: string): Map<string, string> {
  const pairs = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/=(.*)/s));
  return new Map(pairs.map(([name = '', value = '']) => [name, value]));
}

describe('serverProperties', () => {
  it('gives every node the same voters and its own ports', () => {
    const settings = settingsOf(serverProperties({ ...base, logDir: '/data/1' }));
    expect(settings.get('controller.quorum.voters')).toBe('1@127.0.0.1:9101,2@127.0.0.1:9102,3@127.0.0.1:9103');
    expect(settings.get('listeners')).toBe('PLAINTEXT://127.0.0.1:9001,CONTROLLER://127.0.0.1:9101');
    expect(settings.get('log.dirs')).toBe('/data/1');
    expect(settings.has('broker.rack')).toBe(false);
  });

  it.each([
    { brokers: 1, copies: '1', inSync: '1' },
    { brokers: 2, copies: '2', inSync: '2' },
    { brokers: 3, copies: '3', inSync: '2' },
  ])(
    'asks of $brokers broker(s) for $copies copies of internal topics, $inSync in sync',
    ({ brokers, copies, inSync }) => {
      const settings = settingsOf(serverProperties({ ...base, nodes: nodes.slice(0, brokers) }));
      expect(settings.get('offsets.topic.replication.factor')).toBe(copies);
      expect(settings.get('transaction.state.log.min.isr')).toBe(inSync);
    },
  );

  it('lets overrides win, and takes a rack', () => {
    const overrides = { 'min.insync.replicas': '3', 'message.max.bytes': '10' };
    const settings = settingsOf(serverProperties({ ...base, rack: 'a', overrides }));
    expect(settings.get('min.insync.replicas')).toBe('3');
    expect(settings.get('message.max.bytes')).toBe('10');
    expect(settings.get('broker.rack')).toBe('a');
  });

  it.each([
    { version: '3.9.1', protocols: 'classic,consumer' },
    { version: '4.3.1', protocols: 'classic,consumer,share,streams' },
  ])('asks of Kafka $version for the group protocols it knows', ({ version, protocols }) => {
    const settings = settingsOf(serverProperties({ ...base, version }));
    expect(settings.get('group.coordinator.rebalance.protocols')).toBe(protocols);
  });

  it('writes a backslash so that the file format gives it back', () => {
    expect(serverProperties({ ...base, logDir: 'a\\b' })).toContain('log.dirs=a\\\\b\n');
  });
});

describe('metaPropertiesFor', () => {
  it('changes the ids of node and folder, and nothing else', () => {
    const formatted = '#\n#Mon\nnode.id=1\ndirectory.id=AAAA\nversion=1\ncluster.id=CCCC\n';
    const expected = '#\n#Mon\nnode.id=7\ndirectory.id=BBBB\nversion=1\ncluster.id=CCCC\n';
    expect(metaPropertiesFor({ ...node, id: 7 }, formatted, 'BBBB')).toBe(expected);
  });
});

describe('kafkaUuid', () => {
  it('passes over an id that begins with a dash', () => {
    const draws = [Buffer.alloc(16, 0xfb), Buffer.alloc(16, 0)];
    expect(Buffer.alloc(16, 0xfb).toString('base64url')).toMatch(/^-/);
    expect(kafkaUuid(() => draws.shift() ?? Buffer.alloc(0))).toBe('AAAAAAAAAAAAAAAAAAAAAA');
  });
});
