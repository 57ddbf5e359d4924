import { defineConfig } from 'vitest/config';

const SLOW_MS = 120_000;

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
        },
      },
      { extends: true, test: { name: 'dom', include: ['**/*.dom.test.{ts,tsx}'], environment: 'happy-dom' } },
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
        },
      },
    ],
  },
});
