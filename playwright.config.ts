import { defineConfig, devices } from '@playwright/test';
import { STATE_FILE } from './e2e/admin-state.ts';

// Both are set by `npm test -- --only build,e2e`, which starts the console that is tested.
const { TIDEMARK_TEST_URL, CHROMIUM_PATH } = process.env;

/** Those that have consoles of their own, and those that only look at the shared one. */
const APART = [
  'bind',
  'clusters',
  'content-security',
  'doors',
  'file-rules',
  'hostile-names',
  'identity-provider',
  'package',
  'pages',
  'sign-in',
  'trouble',
  'ways-in',
].map((name) => `**/${name}.spec.ts`);

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/sign-in-once.ts',
  outputDir: 'test-results/e2e',
  forbidOnly: true,
  fullyParallel: false,
  // Two at once, of which one alone changes what the console that all share is about.
  workers: 2,
  projects: [
    { name: 'apart', testMatch: APART, workers: 1 },
    { name: 'shared', testIgnore: APART, workers: 1 },
  ],
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    ...devices['Desktop Chrome'],
    ...(TIDEMARK_TEST_URL ? { baseURL: TIDEMARK_TEST_URL } : {}),
    storageState: STATE_FILE,
    viewport: { width: 1440, height: 900 },
    timezoneId: 'UTC',
    screenshot: 'only-on-failure',
    // Keeping traces takes a sixth of the time of a run.
    trace: 'off',
    launchOptions: {
      ...(CHROMIUM_PATH ? { executablePath: CHROMIUM_PATH } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
