import { existsSync, realpathSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { run } from './command.mjs';
import { Problem } from './problem.mjs';

/** Runs npm by `node` in `folder`, with that Node first on the PATH so that scripts of packages find it too. */
export function npm(node, folder, args) {
  const env = {
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`,
    NODE_ENV: 'development',
  };
  return run(node, [npmCli(), ...args], { cwd: folder, env });
}

/** Puts one package, checked against its committed hash, under `folder`/node_modules. No script of the package is run. */
export async function installPackage(node, folder, { name, version, integrity }) {
  const dependencies = { [name]: version };
  const root = { name: 'tidemark-fetch', version: '0.0.0', private: true, dependencies };
  const packages = { '': root, [`node_modules/${name}`]: { version, integrity } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(root));
  await writeFile(
    join(folder, 'package-lock.json'),
    JSON.stringify({ ...root, lockfileVersion: 3, requires: true, packages }),
  );
  await npm(node, folder, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  return join(folder, 'node_modules', name);
}

/** npm's own script: that of the npm that started us, else that of the npm on the PATH. */
function npmCli() {
  const { npm_execpath, PATH = '' } = process.env;
  if (npm_execpath?.endsWith('npm-cli.js') && existsSync(npm_execpath)) return npm_execpath;
  for (const folder of PATH.split(delimiter)) {
    const found = join(folder, 'npm');
    if (!existsSync(found)) continue;
    const script = realpathSync(found);
    if (script.endsWith('npm-cli.js')) return script;
    const beside = join(dirname(script), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
    if (existsSync(beside)) return beside;
  }
  throw new Problem('npm was not found on the PATH. Install npm (it comes with Node.js) and try again.');
}
