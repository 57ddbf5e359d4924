import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CLONE } from '../bootstrap/cache.mjs';
import { run } from '../bootstrap/command.mjs';
import { withLock } from '../bootstrap/lock.mjs';
import { step } from '../bootstrap/progress.mjs';
import { readIfThere, writeWhole } from '../local/files.ts';
import { bundleEngine } from './engine.ts';
import { inputHash } from './inputs.ts';
import { buildWeb, STANDALONE } from './web.ts';

const STAMP = join(CLONE, '.next', 'tidemark-build');
const LOCK = join(CLONE, '.tidemark', 'build.lock');

/** Builds engine and console unless the last complete build was of the same sources. */
export async function buildIfChanged(signal?: AbortSignal): Promise<void> {
  if (isBuilt()) return;
  const onWait = ({ pid }: { pid: number }) => console.log(`  Waiting for process ${pid}, which is building here ...`);
  await withLock(LOCK, () => (isBuilt() ? undefined : buildAll(signal)), onWait);
}

/** Builds the engine's bundle, then the console, which takes it along. */
export async function buildAll(signal?: AbortSignal): Promise<void> {
  const hash = inputHash();
  rmSync(STAMP, { force: true });
  await generatePrismaClient();
  await step('Bundling the engine', () => bundleEngine());
  await step('Building the console', () => buildWeb(signal), signal);
  writeWhole(STAMP, hash);
}

function isBuilt(): boolean {
  return readIfThere(STAMP) === inputHash() && existsSync(join(STANDALONE, 'server.js'));
}

/** Writes the typed Prisma client, where there is a schema. */
export async function generatePrismaClient(): Promise<void> {
  if (!existsSync(join(CLONE, 'prisma', 'schema.prisma'))) return;
  // Prisma downloads an engine that generating doesn't use, unless this names a file that exists.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' };
  const prisma = join(CLONE, 'node_modules', 'prisma', 'build', 'index.js');
  await step('Generating the Prisma client', () => run(process.execPath, [prisma, 'generate'], { cwd: CLONE, env }));
}
