import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Holder, tryLock, withLock } from './lock.mjs';
import { identityOf } from './process-table.mjs';

let folder = '';
const path = () => join(folder, 'deep', 'lock');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('tryLock', () => {
  it('is taken once, tells who has it, and can be taken again after its release', () => {
    const first = tryLock(path(), { url: 'http://here' });
    expect(tryLock(path()).holder).toMatchObject({ pid: process.pid, url: 'http://here' });
    first.release?.();
    expect(tryLock(path()).release).toBeTypeOf('function');
  });

  it('leaves no file but the lock', () => {
    tryLock(path());
    tryLock(path());
    expect(readdirSync(join(folder, 'deep'))).toEqual(['lock']);
  });

  it('takes over the lock of a process that was killed', async () => {
    const script = `import { tryLock } from ${JSON.stringify(import.meta.resolve('./lock.mjs'))};
      tryLock(${JSON.stringify(path())}); console.log('taken'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
    await once(child.stdout, 'data');
    expect(tryLock(path()).holder?.pid).toBe(child.pid);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(tryLock(path()).release).toBeTypeOf('function');
  });

  it.each([
    {
      what: 'a process that has the pid of the holder by now',
      text: () => JSON.stringify({ pid: process.pid, identity: '1' }),
    },
    { what: 'half-written text', text: () => '{"pid": 1' },
    { what: 'no text', text: () => '' },
  ])('is not held by $what', ({ text }) => {
    tryLock(path()).release?.();
    writeFileSync(path(), text());
    expect(tryLock(path()).release).toBeTypeOf('function');
  });

  it('is not released by one that lost it', () => {
    const lost = tryLock(path());
    const other: Holder = { pid: process.ppid, identity: identityOf(process.ppid) ?? '' };
    writeFileSync(path(), JSON.stringify(other));
    lost.release?.();
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toEqual(other);
  });
});

describe('withLock', () => {
  it('runs one after the other, and says once that it waits', async () => {
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 250));
      events.push(`${name} ends`);
    };
    const waits: Holder[] = [];
    const first = withLock(path(), work('first'));
    const second = withLock(path(), work('second'), (holder) => waits.push(holder));
    await Promise.all([first, second]);
    expect(events).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
    expect(waits.map((holder) => holder.pid)).toEqual([process.pid]);
  });

  it('is free again after work that failed', async () => {
    await expect(withLock(path(), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withLock(path(), () => 'done')).toBe('done');
  });
});
