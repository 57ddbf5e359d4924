import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';

const MODULE = new URL('./process-stop.ts', import.meta.url).href;
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process that says when it is ready and when it was told to stop, and then does `stop`. */
async function startProcess(stop: string) {
  const code = `
    import { onProcessStop } from ${JSON.stringify(MODULE)};
    setInterval(() => undefined, 1000);
    onProcessStop(async () => { console.log('stopping'); ${stop} });
    console.log('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '--experimental-strip-types', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let output = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    output += text;
  });
  const says = async (text: string) => {
    while (!output.includes(text)) await once(child.stdout, 'data');
  };
  const exited = once(child, 'exit').then(([exitCode]) => exitCode as number | null);
  await says('ready');
  return { child, says, exited, times: (text: string) => output.split(text).length - 1 };
}

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('%s stops once, then exits with %i', async (signal, code) => {
  const { child, exited, times } = await startProcess('await new Promise((resolve) => setTimeout(resolve, 50));');
  child.kill(signal);
  expect(await exited).toBe(code);
  expect(times('stopping')).toBe(1);
});

test('a second signal exits at once', async () => {
  const { child, says, exited, times } = await startProcess('await new Promise(() => undefined);');
  child.kill('SIGINT');
  await says('stopping');
  child.kill('SIGTERM');
  expect(await exited).toBe(143);
  expect(times('stopping')).toBe(1);
});

test('a stop that fails still exits', async () => {
  const { child, exited } = await startProcess(`throw new Error('no');`);
  child.kill('SIGTERM');
  expect(await exited).toBe(143);
});
