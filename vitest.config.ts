import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const NOT_OURS = ['**/node_modules/**', '.next/**', 'dist/**', '.tidemark/**'];
const SLOW_MS = 120_000;
/** A property test of one second takes many on a machine that is busy with other things. */
const BUSY_MS = 30_000;

/** Those that say how long something may take: they come after the others, and have the machine to two of them. */
const TIMED = [
  'engine/failover',
  'lib/access/attempts/attempt-limiter',
  'lib/access/identity/sign-in',
  'lib/api/stream/revoked',
  'lib/collector/collector',
  'lib/collector/faults',
  'lib/collector/lease-watch',
  'lib/collector/outage',
  'lib/collector/rates',
  'lib/collector/time-lag',
  'lib/history/seal/roll-day',
  'lib/kafka/broker-link',
  'lib/kafka/cluster-links',
  'lib/kafka/connect/connect',
  'lib/notify/delivery-log',
  'lib/notify/dispatcher',
  'lib/views/group-page',
].map((path) => `${path}.int.test.ts`);

/** A project of tests on real servers; those of the same `order` run together. */
const integration = (
  name: string,
  { include, exclude = [], maxWorkers }: { include: string[]; exclude?: string[]; maxWorkers: number },
  order: number,
): TestProjectInlineConfiguration => ({
  extends: true,
  test: {
    name,
    include,
    exclude: [...NOT_OURS, ...exclude],
    globalSetup: ['scripts/test/vitest-services.ts'],
    testTimeout: SLOW_MS,
    hookTimeout: SLOW_MS,
    maxWorkers,
    isolate: false,
    sequence: { groupOrder: order },
  },
});

export default defineConfig({
  test: {
    allowOnly: false,
    exclude: NOT_OURS,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...NOT_OURS, '**/*.int.test.ts', '**/*.dom.test.ts'],
          testTimeout: BUSY_MS,
          // Modules are loaded once per worker, not once per file: that takes less than half the time.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'dom',
          include: ['**/*.dom.test.{ts,tsx}'],
          environment: 'happy-dom',
          testTimeout: BUSY_MS,
          // As above.
          isolate: false,
        },
      },
      // Files share the machine with the servers they talk to, and some start servers of their own: most wait most of the time.
      integration('integration', { include: ['**/*.int.test.ts'], exclude: TIMED, maxWorkers: 3 }, 1),
      integration('integration-timed', { include: TIMED, maxWorkers: 2 }, 2),
    ],
  },
});
