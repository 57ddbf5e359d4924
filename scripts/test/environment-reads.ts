import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const PRODUCT = ['app', 'components', 'engine', 'lib', 'instrumentation.ts', 'proxy.ts'];
/** The one place that reads settings. */
const READER = join('lib', 'config');
/** Set by Next.js and replaced while building: no settings. */
const BUILD_CONSTANTS = ['NEXT_RUNTIME', 'NODE_ENV'];

export interface EnvironmentRead {
  file: string;
  line: number;
  name: string;
}

/** Where the product reads environment variables outside of lib/config. Tests and what serves them may. */
export function readsOfEnvironment(clone: string): EnvironmentRead[] {
  return PRODUCT.flatMap((path) => filesOf(clone, path)).flatMap((file) =>
    readsIn(readFileSync(join(clone, file), 'utf8')).map((read) => ({ file, ...read })),
  );
}

/** Reads of environment variables in a source text; `name` is * where the whole environment is taken. */
export function readsIn(source: string): { line: number; name: string }[] {
  return source.split('\n').flatMap((text, index) => {
    const code = text.replace(/\/\/.*|^\s*\*.*/, '');
    return [...code.matchAll(/process\.env(?:\??\.(\w+)|\[['"](\w+)['"]\])?/g)]
      .map(([, dotted, quoted]) => ({ line: index + 1, name: dotted ?? quoted ?? '*' }))
      .filter(({ name }) => !BUILD_CONSTANTS.includes(name));
  });
}

function filesOf(clone: string, path: string): string[] {
  const stat = statSync(join(clone, path), { throwIfNoEntry: false });
  if (!stat || path === READER) return [];
  if (stat.isDirectory()) return readdirSync(join(clone, path)).flatMap((name) => filesOf(clone, join(path, name)));
  const isTest = /\.test\.tsx?$|\/testing\.ts$|\/fixtures\//.test(path);
  return /\.(tsx?|mjs)$/.test(path) && !isTest ? [path] : [];
}
