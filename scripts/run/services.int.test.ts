import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { processesBelow, processesWith } from '../bootstrap/process-table.mjs';
import { aliveBrokers } from '../local/kafka-probe.ts';
import { dataDirectoryAt } from '../local/postgres-probe.ts';
import { temporaryFolder } from '../local/temporary-folder.ts';
import { until } from '../local/wait.ts';

const SCRIPT = fileURLToPath(new URL('./fixtures/local-services.ts', import.meta.url));
const folder = temporaryFolder('services-test');
afterAll(() => folder.remove());

it('starts again what dies beneath it, and nothing once it is told to stop', async () => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SCRIPT, folder.path]);
  const ended = once(child, 'exit');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const said = (words: RegExp) =>
    until(() => words.exec(output) ?? undefined, { what: `${words} in:\n${output}`, timeoutMs: 90_000 });
  const [, ready = ''] = await said(/^ready (.*)$/m);
  const { kafka, postgres } = JSON.parse(ready);
  const ports: number[] = kafka.split(',').map((address: string) => Number(address.split(':')[1]));

  const data = await dataDirectoryAt(postgres);
  const [postmaster = 0] = processesWith(data ?? '');
  const [broker = 0] = processesWith(join(folder.path, 'kafka', 'broker-2.properties'));
  process.kill(postmaster, 'SIGKILL');
  process.kill(broker, 'SIGKILL');
  await said(/^! Postgres ended \(signal SIGKILL\); starting it again \.\.\.$/m);
  await said(/^! Kafka broker 2 ended \(signal SIGKILL\); starting it again \.\.\.$/m);
  await said(/^✓ Postgres runs again/m);
  await said(/^✓ Kafka broker 2 runs again/m);
  expect(await dataDirectoryAt(postgres)).toBe(data);
  expect(await aliveBrokers(ports[1] ?? 0)).toContain(2);

  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(output.match(/starting it again/g)).toHaveLength(2);
  expect([...processesBelow(folder.path), ...processesWith(data ?? '')]).toEqual([]);
});
