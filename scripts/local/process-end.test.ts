import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { processEnd } from './process-end.ts';

const FOREVER = 'setInterval(() => {}, 1000)';
const never = new AbortController().signal;

async function start(code: string): Promise<{ child: ChildProcess; pid: number }> {
  const child = spawn(process.execPath, ['-e', `console.log('runs'); ${code}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null || child.pid === undefined) throw new Error('could not be started');
  await once(child.stdout, 'data');
  return { child, pid: child.pid };
}

it.each([
  ['process.exitCode = 3', 'exit code 3'],
  ["process.kill(process.pid, 'SIGKILL')", 'signal SIGKILL'],
])('a child of ours that does %s ended by %s, before or after it is asked for', async (code, how) => {
  const { child, pid } = await start(code);
  expect(await processEnd(pid, child, never)).toBe(how);
  expect(await processEnd(pid, child, never)).toBe(how);
});

it('sees the end of a process of others, though it is gone already', async () => {
  const { child, pid } = await start(FOREVER);
  const ends = processEnd(pid, undefined, never);
  const stillWaiting = pause(700, 'waiting');
  expect(await Promise.race([ends, stillWaiting])).toBe('waiting');
  child.kill('SIGKILL');
  expect(await ends).toBe(`process ${pid} is gone`);
  expect(await processEnd(pid, undefined, never)).toBe(`process ${pid} is gone`);
});

it.each(['ours', 'others'])('waits no longer than it should, for a process of %s', async (whose) => {
  const { child, pid } = await start(FOREVER);
  const given = new AbortController();
  const end = processEnd(pid, whose === 'ours' ? child : undefined, given.signal);
  given.abort(new Error('stopping'));
  await expect(end).rejects.toThrow(/aborted/);
  child.kill('SIGKILL');
});
