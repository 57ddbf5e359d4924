import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePorts } from '../local/ports.ts';

let data = '';

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'prepare-test-'));
});
afterEach(() => rmSync(data, { recursive: true }));

/** What a start prints, and how it ends, with nothing but these settings. */
async function prepareWith(settings: Record<string, string>): Promise<{ code: number; printed: string }> {
  const [port] = await freePorts(1);
  const code = `
    import { withLifetime } from ${JSON.stringify(import.meta.resolve('./lifetime.ts'))};
    import { prepare } from ${JSON.stringify(import.meta.resolve('./prepare.ts'))};
    await withLifetime(async (life) => {
      await prepare(life, { withDemo: false, build: async () => console.log('building') });
      await life.end(0);
    });`;
  const { PATH, HOME, TIDEMARK_CACHE } = process.env;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', code], {
    env: { PATH, HOME, TIDEMARK_CACHE, NODE_ENV: 'test', TIDEMARK_DATA: data, PORT: String(port), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[exitCode], ...output] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  return { code: exitCode, printed: output.join('') };
}

it.each([
  [{ TIDEMARK_POLL_INTERVAL: 'ten' }, /^\n✗ .*\n.*TIDEMARK_POLL_INTERVAL/],
  [{ TIDEMARK_CLUSTER_NAME: 'Bad Name' }, /^\n✗ .*\n.*TIDEMARK_CLUSTER_NAME/],
  [
    { DATABASE_URL: 'postgres://ann:secret@127.0.0.1:1/tidemark' },
    /^\n✗ The database ann at 127.0.0.1:1\/tidemark cannot be used/,
  ],
  [
    { DATABASE_URL: 'postgres://127.0.0.1:1/x?sslmode=require' },
    /^\n✗ The database the default user at 127.0.0.1:1\/x cannot be used/,
  ],
])('with %o the reason is all there is to see, and nothing was started', async (settings, reason) => {
  const { code, printed } = await prepareWith(settings);
  expect(printed).toMatch(reason);
  expect(printed).not.toMatch(/Kafka of three|Postgres \(|building|warning/i);
  expect(code).toBe(1);
  expect(readdirSync(data)).toEqual([]);
});
