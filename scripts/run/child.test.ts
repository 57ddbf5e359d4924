import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, it } from 'vitest';
import { isRunning } from '../bootstrap/process-table.mjs';
import { readIfThere, writeWhole } from '../local/files.ts';
import { killedRun } from '../local/fixtures/killed-run.ts';
import { until } from '../local/wait.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'child-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('ends in order when the process that started it was killed', async () => {
  const script = join(folder, 'server.mjs');
  const trace = join(folder, 'trace');
  writeWhole(
    script,
    `import { writeFileSync } from 'node:fs';
     writeFileSync(${JSON.stringify(trace)}, String(process.pid));
     process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(trace)}, process.pid + ' in order'); process.exit(); });
     setInterval(() => {}, 1000);`,
  );
  await killedRun(
    `import { startChild } from ${JSON.stringify(import.meta.resolve('./child.ts'))};
     import { existsSync } from 'node:fs';
     startChild(${JSON.stringify(script)}, [], {});
     while (!existsSync(${JSON.stringify(trace)})) await new Promise((resolve) => setTimeout(resolve, 20));`,
  );
  const text = await until(() => [readIfThere(trace)].find((it) => it?.includes('in order')), {
    what: 'the child to end in order',
    timeoutMs: 5000,
  });
  const gone = () => !isRunning(Number.parseInt(text, 10)) || undefined;
  await until(gone, { what: 'the child to be gone', timeoutMs: 5000 });
});
