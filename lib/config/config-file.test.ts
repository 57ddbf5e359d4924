// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the file's own references
import { expect, it, test } from 'vitest';
import { errorsOf, type Files, loaded } from './fixtures/loaded.ts';

const yaml = (text: string): Files => ({ 'tidemark.yaml': text });

test('many clusters; values without quotes stay text, ${NAME} is filled in', () => {
  const text = `
server: { port: 8080 }
clusters:
  - name: orders
    brokers: [a:1, "b:2"]
    pollInterval: 5s
    readCommittedGroups: [payments-*]
    sasl: { mechanism: scram-sha-512, username: 007, password: "\${PW}-$\${x}" }
  - name: metrics
    brokers:
      - \${HOSTS}
    tls: { enabled: true }
    protected:
`;
  const config = loaded({ PW: 'p w', HOSTS: 'c:3,d:4' }, yaml(text));
  expect(config.file).toBe('tidemark.yaml');
  expect(config.server.port).toBe(8080);
  const [orders, metrics] = config.clusters;
  expect(orders).toMatchObject({ name: 'orders', pollIntervalMs: 5_000, readCommittedGroups: ['payments-*'] });
  expect(orders?.sasl).toMatchObject({ mechanism: 'SCRAM-SHA-512', username: '007' });
  expect(orders?.sasl && 'password' in orders.sasl && orders.sasl.password.reveal()).toBe('p w-${x}');
  expect(metrics).toMatchObject({ pollIntervalMs: 10_000, protected: false, tls: { insecureSkipVerify: false } });
  expect(metrics?.bootstrapBrokers.map(({ host }) => host)).toEqual(['c', 'd']);
});

test('a variable wins over the file, and holds for clusters that do not set their own', () => {
  const text = `
server: { port: 8080 }
clusters:
  - { name: a, brokers: "a:1" }
  - { name: b, brokers: "b:1", pollInterval: 20s }
`;
  const config = loaded({ PORT: '9090', TIDEMARK_POLL_INTERVAL: '30s', TIDEMARK_CLUSTER_NAME: 'x' }, yaml(text));
  expect(config.server.port).toBe(9090);
  expect(config.clusters.map(({ name, pollIntervalMs }) => [name, pollIntervalMs])).toEqual([
    ['a', 30_000],
    ['b', 20_000],
  ]);
});

test('a block can be written once and used again', () => {
  const text = `
clusters:
  - { name: a, brokers: "a:1", tls: &tls { serverName: kafka } }
  - { name: b, brokers: "b:1", tls: *tls }
`;
  expect(loaded({}, yaml(text)).clusters.map(({ tls }) => tls?.serverName)).toEqual(['kafka', 'kafka']);
});

test('KAFKA_BROKERS beside clusters of the file is an error, unless the file names it', () => {
  const text = 'clusters:\n  - name: a\n    brokers: "a:1"\n';
  expect(errorsOf({ KAFKA_BROKERS: 'x:1' }, yaml(text))).toEqual([
    'KAFKA_BROKERS: is set, and tidemark.yaml lists clusters; leave one of them out',
  ]);
  const named = text.replace('a:1', '${KAFKA_BROKERS}');
  expect(loaded({ KAFKA_BROKERS: 'x:1' }, yaml(named)).clusters[0]?.bootstrapBrokers[0]?.host).toBe('x');
  expect(loaded({ KAFKA_BROKERS: 'x:1' }, yaml('server: { port: 1 }')).clusters[0]?.name).toBe('local');
});

it.each(['', '# nothing\n', '---\n', 'clusters:\n', 'clusters: []\n', 'server:\n'])('%j sets nothing', (text) =>
  expect({ ...loaded({}, yaml(text)), file: null }).toEqual(loaded({})),
);

it.each([
  [
    'a typing error',
    'clusters:\n- name: a\n  brokers: a:1\n  poll_interval: 3s',
    'tidemark.yaml:4: clusters[0].poll_interval: there is no such setting; did you mean pollInterval?',
  ],
  [
    'a setting of another place',
    'clusters:\n- name: a\n  brokers: a:1\n  password: x',
    'tidemark.yaml:4: clusters[0].password: there is no such setting; did you mean sasl.password?',
  ],
  ['an unknown section', 'clutsers: []', 'tidemark.yaml:1: clutsers: there is no such setting; did you mean clusters?'],
  [
    'an unknown setting',
    'server:\n  colour: red',
    'tidemark.yaml:2: server.colour: there is no such setting; known here: port, host, publicUrl, allowedHosts, trustedProxies, role, logLevel, stopTimeout',
  ],
  [
    'a value for a section',
    'server: 3',
    'tidemark.yaml:1: server: holds settings of its own, on indented lines below it: port, host, publicUrl, allowedHosts, trustedProxies, role, logLevel, stopTimeout',
  ],
  ['a section for a value', 'server:\n  port:\n    a: 1', 'tidemark.yaml:2: server.port: must be a single value'],
  [
    'a list for a value',
    'server:\n  port: [1, 2]',
    'tidemark.yaml:2: server.port: must be a single value; it is "1, 2"',
  ],
  [
    'a wrong value',
    'server:\n  port: x',
    'tidemark.yaml:2: server.port: must be a whole number from 1 to 65535; it is "x"',
  ],
  [
    'one cluster, no list',
    'clusters:\n  name: a',
    'tidemark.yaml:1: clusters: must be a list: each cluster begins with a dash',
  ],
  [
    'a cluster of one word',
    'clusters:\n  - a',
    'tidemark.yaml:2: clusters[0]: must hold the settings of a cluster: name, brokers, ...',
  ],
  ['no name', 'clusters:\n  - brokers: a:1', 'tidemark.yaml:2: clusters[0].name: is missing: every cluster needs one'],
  [
    'no brokers',
    'clusters:\n  - name: a',
    'tidemark.yaml:2: clusters[0].brokers: is missing: a cluster needs its brokers',
  ],
  [
    'a list of nothing',
    'clusters:\n  - name: a\n    brokers: []',
    'tidemark.yaml:3: clusters[0].brokers: must be host:port pairs',
  ],
  [
    'a doubled name',
    'clusters:\n- {name: a, brokers: "a:1"}\n- {name: a, brokers: "a:2"}',
    'tidemark.yaml:3: clusters[1].name: is the name of clusters[0] already; it is "a"',
  ],
  [
    'an unset variable',
    'server:\n  port: ${NONE}',
    'tidemark.yaml:2: server.port: names the environment variable NONE, which is not set',
  ],
  [
    'an unset variable in a list',
    'clusters:\n- name: a\n  brokers: ["${NONE}"]',
    'tidemark.yaml:3: clusters[0].brokers[0]: names the environment variable NONE, which is not set',
  ],
  [
    'a value from a variable',
    'server:\n  port: ${WORD}',
    'tidemark.yaml:2: server.port: must be a whole number from 1 to 65535; it is "${WORD}"',
  ],
  ['no map', '- a', 'tidemark.yaml:1: the file: must hold settings (key: value), such as clusters'],
  [
    'a doubled key',
    'server: {}\nserver: {}',
    'tidemark.yaml: line 2, column 1: this key stands here for the second time',
  ],
  ['a tab', 'server:\n\tport: 1', 'tidemark.yaml: line 2, column 1: a tab as indentation; use spaces'],
  ['an open quote', 'server: { host: "a }', 'tidemark.yaml: line 1, column 21: a closing quote or bracket'],
  [
    'an open bracket',
    'clusters: [',
    'tidemark.yaml: line 1, column 12: wrong indentation, or a bracket that is not closed',
  ],
  ['wrong indentation', 'server:\n   port: 1\n  host: x', 'tidemark.yaml: line 3, column 1: wrong indentation'],
  ['no colon', 'server:\n  port 80\n  host: x', 'tidemark.yaml: line 2, column 3: a key without a colon'],
  ['two documents', 'server: {}\n---\nserver: {}', 'tidemark.yaml: line 2, column 1: a second document'],
  ['a tag', 'server: { host: !x y }', 'tidemark.yaml: line 1, column 17: a value that begins with ! must be in quotes'],
  ['an anchor that is not there', 'server: { host: *x }', 'tidemark.yaml:1: server.host: begins with *'],
  ['an anchor in itself', 'server: &a { b: *a }', 'is nested too deeply'],
])('%s', (_, text, error) => expect(errorsOf({ WORD: 'x' }, yaml(text))[0]).toContain(error));
