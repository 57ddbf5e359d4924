import { expect, test } from 'vitest';
import type { ClusterSettings } from '#lib/api/schemas/settings.ts';
import { clustersAnswer } from './clusters-answer.ts';
import { FEATURE_WORDS, featuresBy } from './feature-words.ts';

const cluster = (overrides: Partial<ClusterSettings> = {}): ClusterSettings => ({
  name: 'prod',
  observedAt: '2026-11-23T14:02:31.000Z',
  stale: false,
  intervalMs: 10_000,
  staleAfterMs: 30_000,
  reachable: true,
  kafkaVersion: '4.3-IV0',
  brokers: { total: 3, up: 3, unreachable: 0, down: 0 },
  failures: [],
  bootstrap: ['kafka-1:9092'],
  readOnly: false,
  protected: false,
  features: null,
  identity: { pinned: 'A', foreign: null },
  permissions: null,
  ...overrides,
});
const text = (clusters: ClusterSettings[]) =>
  clustersAnswer(clusters)
    .map((phrase) => (typeof phrase === 'string' ? phrase : phrase.text))
    .join('')
    .replaceAll('\u00a0', ' ');
const foreign = { pinned: 'A', foreign: { id: 'B', since: null, kept: null } };
const permissions = { lacking: 'groups may be hidden', commands: [] };

test.each<[ClusterSettings[], string]>([
  [[], 'No cluster is configured that you may see.'],
  [[cluster()], 'The cluster is read in full.'],
  [[cluster(), cluster()], 'All 2 clusters are read in full.'],
  [[cluster({ observedAt: null, stale: true })], 'prod has not been read yet.'],
  [[cluster({ stale: true })], 'prod was not read lately.'],
  [[cluster({ permissions })], 'prod does not show everything.'],
  [
    [cluster({ permissions }), cluster({ name: 'down', reachable: false }), cluster()],
    'down does not answer, and 1 other has problems.',
  ],
  [
    [cluster({ name: 'down', reachable: false }), cluster({ name: 'moved', identity: foreign })],
    'moved is another cluster now, and 1 other has problems.',
  ],
])('what stands in the way is said, the worst first: %#', (clusters, expected) => {
  expect(text(clusters)).toBe(expected);
});

test('every feature is on or off, and has words', () => {
  const features = Object.fromEntries(Object.keys(FEATURE_WORDS).map((name, at) => [name, at % 2 === 0]));
  const { on, off } = featuresBy(features as NonNullable<ClusterSettings['features']>);
  expect(on.length + off.length).toBe(Object.keys(FEATURE_WORDS).length);
  expect(on).not.toContain(off[0]);
});
