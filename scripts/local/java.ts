import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Problem } from '../bootstrap/problem.mjs';
import { aptInstall, canInstall } from './apt.ts';

/** Oldest Java that Kafka 4 brokers run on. */
const OLDEST_JAVA = 17;
const INSTEAD = 'Or set KAFKA_BROKERS to use a Kafka that runs already.';

/** Major version in what `java -version` prints: 17 of `openjdk version "17.0.15"`, 8 of `java version "1.8.0_402"`. */
export function javaMajor(printed: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(printed);
  return match ? Number(match[1]) : undefined;
}

/** Path of a Java that Kafka runs on, after installing it where that may be done without asking. */
export async function requireJava(): Promise<string> {
  const before = findJava();
  if (before.path) return before.path;
  if (canInstall()) {
    await aptInstall([['openjdk-17-jre-headless', 'openjdk-21-jre-headless', 'default-jre-headless']]);
    const after = findJava();
    if (after.path) return after.path;
  }
  const found = before.major ? `this machine has Java ${before.major}` : 'there is none on the PATH';
  throw new Problem(
    `The local Kafka needs Java ${OLDEST_JAVA} or newer; ${found}.\n` +
      `Install it (macOS: brew install openjdk@21 · Debian: apt install openjdk-17-jre-headless · Fedora: dnf install java-21-openjdk-headless) or set JAVA_HOME.\n${INSTEAD}`,
  );
}

/** Path of Maven's command, after installing it where that may be done without asking. */
export async function requireMaven(): Promise<string> {
  const works = () => spawnSync('mvn', ['-version'], { stdio: 'ignore' }).status === 0;
  if (!works() && canInstall()) await aptInstall([['maven']]);
  if (works()) return 'mvn';
  throw new Problem(
    `Maven fetches the jars of the local Kafka, and there is no mvn on the PATH.\nInstall it (macOS: brew install maven · Debian: apt install maven · Fedora: dnf install maven).\n${INSTEAD}`,
  );
}

function findJava(): { path?: string; major?: number } {
  const { JAVA_HOME } = process.env;
  let newest: number | undefined;
  for (const path of [...(JAVA_HOME ? [join(JAVA_HOME, 'bin', 'java')] : []), 'java']) {
    const major = javaMajor(spawnSync(path, ['-version'], { encoding: 'utf8' }).stderr ?? '');
    if (major !== undefined && major >= OLDEST_JAVA) return { path, major };
    newest ??= major;
  }
  return newest === undefined ? {} : { major: newest };
}
