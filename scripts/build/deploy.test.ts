import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLONE } from '../bootstrap/cache.mjs';
import { isSupported } from '../bootstrap/node.mjs';

/** What deploy/ takes for granted of the rest. */

const read = (path: string) => readFileSync(join(CLONE, path), 'utf8');
const dockerfile = read('deploy/Dockerfile');
const unit = read('deploy/tidemark.service');

test('the image has a Node that Tidemark runs on, the same to build and to run', () => {
  const versions = [...dockerfile.matchAll(/^FROM node:([\d.]+)-/gm)].map(([, version]) => version ?? '');
  expect(new Set(versions).size).toBe(1);
  expect(versions).toHaveLength(2);
  expect(versions.every(isSupported)).toBe(true);
});

test('the image is built by a script that is there, from nothing that was built before', () => {
  const [, script = ''] = /^RUN npm run (\S+)/m.exec(dockerfile) ?? [];
  expect(Object.keys(JSON.parse(read('package.json')).scripts)).toContain(script);
  const ignored = read('deploy/Dockerfile.dockerignore').split('\n');
  const unversioned = read('.gitignore')
    .split('\n')
    .filter((line) => line.endsWith('/') && line !== 'generated/')
    .map((line) => line.slice(0, -1));
  expect(ignored).toEqual(expect.arrayContaining([...unversioned, '.git']));
});

test('image and unit start what the package has, and neither as root', () => {
  expect(dockerfile).toMatch(/^ENTRYPOINT \["node", "\/opt\/tidemark\/tidemark\.mjs"\]$/m);
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(unit).toMatch(/^ExecStart=\S+ \/opt\/tidemark\/tidemark\.mjs$/m);
  expect(unit).toMatch(/^DynamicUser=yes$/m);
});

test('under the unit a key that a start makes is there at the next one', () => {
  const [, folder] = /^StateDirectory=(\S+)$/m.exec(unit) ?? [];
  expect(folder).toBeDefined();
  expect(unit).toContain(`\nEnvironment=TIDEMARK_DATA=%S/${folder}\n`);
  expect(unit).toMatch(/^StateDirectoryMode=0700$/m);
});
