import { expect, test } from 'vitest';
import type { EngineStatus } from '#lib/api/schemas/settings.ts';
import { engineAnswer } from './engine-answer.ts';

const LEASE = { holder: 'a', expiresAt: '2026-11-23T14:02:43.000Z', expired: false };
const status = (overrides: Partial<EngineStatus> = {}, engine: Partial<EngineStatus['engine']> = {}): EngineStatus => ({
  observedAt: '2026-11-23T14:02:31.000Z',
  stale: false,
  cluster: 'prod',
  intervalMs: 10_000,
  staleAfterMs: 30_000,
  engine: {
    pollId: 1,
    durationMs: 200,
    phases: {},
    requests: 12,
    checkRequests: 0,
    skippedPolls: 0,
    waitingPolls: 0,
    lostPolls: 0,
    lateMs: 1,
    throttleMs: 0,
    startedAt: null,
    ...engine,
  },
  heap: null,
  brokerErrors: [],
  lease: LEASE,
  ...overrides,
});
const text = (items: EngineStatus[]) =>
  engineAnswer(items)
    .map((phrase) => (typeof phrase === 'string' ? phrase : phrase.text))
    .join('')
    .replaceAll('\u00a0', ' ');

test.each<[EngineStatus[], string]>([
  [[], 'No cluster is configured that you may see.'],
  [[status()], 'The cluster is polled on time.'],
  [[status(), status()], 'All 2 clusters are polled on time.'],
  [[status({ lease: null })], 'prod was never polled.'],
  [[status({ lease: { ...LEASE, expired: true } })], 'prod is polled by nobody.'],
  [[status({ observedAt: null, stale: true })], 'prod has not been read yet.'],
  [[status({ stale: true })], 'prod was not read lately.'],
  [[status({}, { waitingPolls: 3 })], 'prod has polls that wait for Postgres.'],
  [[status({}, { durationMs: 8_500 })], 'prod takes almost its whole interval to read.'],
  [[status({}, { lateMs: 1_200 })], 'prod is polled late.'],
  [
    [status(), status({ stale: true }), status({ lease: null })],
    'prod was not read lately, and 1 other has trouble, too.',
  ],
  [
    [status({ stale: true }), status({ lease: null }), status({ lease: null })],
    'prod was not read lately, and 2 others have trouble, too.',
  ],
])('whether the engine keeps up: %#', (items, expected) => {
  expect(text(items)).toBe(expected);
});
