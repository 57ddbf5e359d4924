import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('./fixtures/two-services.ts', import.meta.url));
const STOPPED = ['second is stopped', 'first is stopped', 'the lock is gone'];

interface Run {
  process: ChildProcess;
  ready: Promise<void>;
  /** Exit code and what was printed, without the lines about progress. */
  ended: Promise<{ code: number; lines: string[] }>;
}

function runServices(what = ''): Run {
  const child = fork(SCRIPT, [what], { silent: true, execArgv: ['--disable-warning=ExperimentalWarning'] });
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('no pipes');
  let output = '';
  const ready = new Promise<void>((resolve) => {
    for (const stream of [stdout, stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('ready')) resolve();
      });
    }
  });
  const ended = Promise.all([once(child, 'exit'), once(stdout, 'end'), once(stderr, 'end')]).then(([[code]]) => ({
    code,
    lines: output.split('\n').filter((line) => line !== '' && line !== 'ready' && !/^(✓| {2}Stopping)/.test(line)),
  }));
  return { process: child, ready, ended };
}

describe('a process that starts services', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'stops them in reverse order at %s, however often it comes',
    async (signal) => {
      const run = runServices();
      await run.ready;
      run.process.kill(signal);
      setTimeout(() => run.process.kill(signal), 100);
      expect(await run.ended).toEqual({ code: 0, lines: STOPPED });
    },
  );

  it('stops them when whoever started it is gone', async () => {
    const run = runServices();
    await run.ready;
    run.process.disconnect();
    expect(await run.ended).toEqual({ code: 1, lines: STOPPED });
  });

  it('stops them when it cannot go on, and gives the reason last', async () => {
    const { code, lines } = await runServices('fail').ended;
    expect(code).toBe(1);
    expect(lines.slice(0, 3)).toEqual(STOPPED);
    expect(lines[3]).toBe('✗ Error: could not go on');
  });

  it('stops them when it loses one that runs beside, and gives that reason alone, last', async () => {
    const { code, lines } = await runServices('lose').ended;
    expect(code).toBe(1);
    expect(lines.slice(0, 3)).toEqual(STOPPED);
    expect(lines[3]).toBe('✗ Error: lost a service');
    expect(lines.join()).not.toContain('stopping');
  });

  it('stops the others when one will not stop, and fails', async () => {
    const run = runServices('fail-to-stop');
    await run.ready;
    run.process.kill('SIGINT');
    const { code, lines } = await run.ended;
    expect(code).toBe(1);
    expect(lines).toContain('first is stopped');
    expect(lines.join()).toContain('will not stop');
  });
});
