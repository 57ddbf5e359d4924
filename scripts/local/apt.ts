import { existsSync } from 'node:fs';
import { run } from '../bootstrap/command.mjs';
import { step } from '../bootstrap/progress.mjs';

let updated: Promise<string> | undefined;

/** Whether missing programs can be installed here without asking: Debian or a child of it, as root. */
export function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

/** Installs Debian packages; of each list the first one that this release of Debian has. */
export async function aptInstall(choices: string[][]): Promise<void> {
  await step(`Installing ${choices.map(([first]) => first).join(', ')} with apt-get`, async () => {
    updated ??= apt(['update', '-q']);
    await updated;
    const packages = await Promise.all(choices.map(firstKnown));
    await apt(['install', '-y', '-q', '--no-install-recommends', ...packages]);
  });
}

async function firstKnown(names: string[]): Promise<string> {
  for (const name of names.slice(0, -1)) {
    const policy = await run('apt-cache', ['policy', name]);
    if (/Candidate: (?!\(none\))/.test(policy)) return name;
  }
  return names.at(-1) ?? '';
}

/** Waits for another apt at work on the machine rather than failing at its lock. */
function apt(args: string[]): Promise<string> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], { env });
}
