import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { CLONE } from '../bootstrap/cache.mjs';
import { Problem } from '../bootstrap/problem.mjs';
import { bundleServer } from './engine.ts';
import { STANDALONE } from './web.ts';

/** Of the built server what it runs from; what else was traced along are sources. */
const PARTS = ['server.js', '.next', 'node_modules', 'public', 'dist'];
/** Of the clone. */
const MIGRATIONS = join('prisma', 'migrations');
/** The image optimizer, which nothing uses, is the one native part: without it the package runs on any system. */
const LEFT_OUT = [join('node_modules', 'sharp'), join('node_modules', '@img')];

const manifestSchema = z.object({ name: z.string(), version: z.string(), license: z.string(), engines: z.unknown() });

/** Makes `target`, a new folder that runs with nothing but Node: `node tidemark.mjs` there. Needs a finished build. */
export async function makePackage(target: string): Promise<void> {
  if (existsSync(target)) throw new Problem(`${target} is there already. Remove it, or name another folder.`);
  mkdirSync(target, { recursive: true });
  for (const part of PARTS.filter((it) => existsSync(join(STANDALONE, it)))) {
    cpSync(join(STANDALONE, part), join(target, part), { recursive: true, filter: isWanted });
  }
  cpSync(join(CLONE, MIGRATIONS), join(target, MIGRATIONS), { recursive: true });
  for (const text of ['LICENSE', 'CHANGELOG.md']) cpSync(join(CLONE, text), join(target, text));
  const { name, version, license, engines } = manifestSchema.parse(readJson(join(CLONE, 'package.json')));
  const manifest = { name, version, private: true, license, type: 'module', engines };
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await bundleServer(join(target, 'tidemark.mjs'));
}

function isWanted(source: string): boolean {
  const path = relative(STANDALONE, source);
  return !path.endsWith('.map') && !LEFT_OUT.some((left) => path === left || path.startsWith(left + sep));
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
