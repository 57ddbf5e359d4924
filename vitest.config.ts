import { defineConfig } from 'vitest/config';

const SLOW_MS = 120_000;
/** A property test of one second takes many on a machine that is busy with other things. */
const BUSY_MS = 30_000;

export default defineConfig({
  test: {
    allowOnly: false,
    exclude: ['**/node_modules/**', '.next/**', 'dist/**', '.tidemark/**'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: ['**/node_modules/**', '.next/**', '**/*.int.test.ts', '**/*.dom.test.ts'],
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
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['**/*.int.test.ts'],
          globalSetup: ['scripts/test/vitest-services.ts'],
          testTimeout: SLOW_MS,
          hookTimeout: SLOW_MS,
          // Files share the machine with the servers they talk to, and some start servers of their own.
          maxWorkers: 2,
          isolate: false,
        },
      },
    ],
  },
});
