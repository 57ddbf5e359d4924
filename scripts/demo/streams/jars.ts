import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const POM = join(import.meta.dirname, 'pom.xml');
const MAVEN_WITHIN_MS = 300_000;

/** Says why the Java members cannot be had on this machine, or undefined when they can. */
export async function javaTrouble(): Promise<string | undefined> {
  const modules = await run('java', ['--list-modules']).catch(() => undefined);
  if (modules === undefined) return 'there is no java';
  if (!modules.stdout.includes('jdk.compiler@')) return 'this java is a runtime without a compiler';
  return undefined;
}

/** Makes sure that the jars are in the folder: has Maven put them beside it first, so that it is never half full. */
export async function provideJars(folder: string, signal: AbortSignal): Promise<void> {
  if (await exists(folder)) return;
  const growing = `${folder}.${randomUUID()}`;
  await mkdir(dirname(folder), { recursive: true });
  try {
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${growing}`];
    await run('mvn', ['-q', '-B', '-f', POM, ...goal], { signal, timeout: MAVEN_WITHIN_MS });
    await rename(growing, folder);
  } finally {
    await rm(growing, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
