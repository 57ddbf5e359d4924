import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cached, cacheFolder } from './cache.mjs';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cache-test-'));
  vi.stubEnv('TIDEMARK_CACHE', join(folder, 'cache'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const fillWith =
  (text: string, afterMs = 0) =>
  async (draft: string) => {
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await writeFile(join(draft, 'file'), text);
  };
const inCache = () => readdirSync(join(folder, 'cache'));

describe('cached', () => {
  it('fills once, and gives what is there afterwards', async () => {
    const first = await cached('thing-1', fillWith('one'));
    expect(await cached('thing-1', fillWith('two'))).toBe(first);
    expect(readFileSync(join(first, 'file'), 'utf8')).toBe('one');
  });

  it('leaves nothing behind when filling fails', async () => {
    const failing = async (draft: string) => {
      await writeFile(join(draft, 'half'), '');
      throw new Error('connection lost');
    };
    await expect(cached('thing-1', failing)).rejects.toThrow('connection lost');
    expect(inCache()).toEqual([]);
  });

  it('keeps the first of two that fill at once', async () => {
    const [slow, quick] = await Promise.all([
      cached('thing-1', fillWith('slow', 100)),
      cached('thing-1', fillWith('quick')),
    ]);
    expect(slow).toBe(quick);
    expect(readFileSync(join(quick, 'file'), 'utf8')).toBe('quick');
    expect(inCache()).toEqual(['thing-1']);
  });

  it('removes what a killed process left long ago, not what another is filling now', async () => {
    for (const name of ['old.draft-1-a', 'new.draft-2-b']) mkdirSync(join(folder, 'cache', name), { recursive: true });
    utimesSync(join(folder, 'cache', 'old.draft-1-a'), 1000, 1000);
    await cached('thing-1', fillWith('one'));
    expect(inCache().sort()).toEqual(['new.draft-2-b', 'thing-1']);
  });
});

describe('cacheFolder', () => {
  it('refuses a folder that cannot be one', async () => {
    writeFileSync(join(folder, 'file'), '');
    vi.stubEnv('TIDEMARK_CACHE', join(folder, 'file', 'below'));
    await expect(cacheFolder()).rejects.toThrow(/TIDEMARK_CACHE names .* cannot be written/);
  });

  it('goes into the clone where the home folder cannot be written', async () => {
    writeFileSync(join(folder, 'home'), '');
    vi.stubEnv('TIDEMARK_CACHE', '');
    vi.stubEnv('XDG_CACHE_HOME', join(folder, 'home'));
    expect(await cacheFolder()).toMatch(/\.tidemark\/cache$/);
  });
});
