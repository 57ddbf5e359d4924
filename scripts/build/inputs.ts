import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CLONE } from '../bootstrap/cache.mjs';

/** What a build is made of, files and folders. */
const INPUTS = [
  'app',
  'components',
  'docs/openapi.json',
  'engine',
  'lib',
  'prisma',
  'public',
  'scripts/build',
  'instrumentation.ts',
  'next.config.mjs',
  'package-lock.json',
  'postcss.config.mjs',
  'proxy.ts',
  'tsconfig.json',
];

/** Changes when the content or the name of anything changes that a build is made of. Tests are not part of it. */
export function inputHash(clone: string = CLONE): string {
  const hash = createHash('sha256').update(process.platform + process.arch);
  for (const path of INPUTS.flatMap((input) => filesOf(clone, input)).sort()) {
    hash.update(`\0${path}\0`).update(readFileSync(join(clone, path)));
  }
  return hash.digest('hex');
}

function filesOf(clone: string, path: string): string[] {
  const stat = statSync(join(clone, path), { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [path];
  return readdirSync(join(clone, path), { withFileTypes: true })
    .filter(isInput)
    .flatMap((entry) => (entry.isDirectory() ? filesOf(clone, join(path, entry.name)) : [join(path, entry.name)]));
}

function isInput({ name }: Dirent): boolean {
  return name !== 'generated' && !/\.test\.tsx?$/.test(name) && !name.startsWith('.');
}
