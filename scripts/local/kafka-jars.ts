import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached, cacheFolder } from '../bootstrap/cache.mjs';
import { run } from '../bootstrap/command.mjs';
import { Problem } from '../bootstrap/problem.mjs';
import { step } from '../bootstrap/progress.mjs';
import { requireJava, requireMaven } from './java.ts';

const POM = fileURLToPath(new URL('./kafka-pom.xml', import.meta.url));

/** The version that npm start and npm test run. */
export const KAFKA_VERSION = '4.3.1';

/** A Problem, or an installation, where something is missing that a start of Kafka needs. For those who have more to start. */
export async function requireKafka(): Promise<void> {
  await requireJava();
  if (!existsSync(join(await cacheFolder(), `kafka-${KAFKA_VERSION}`))) await requireMaven();
}

/** Folder with the jars of this Kafka, its command-line tools among them; fetched from Maven Central once. */
export function kafkaJars(version: string = KAFKA_VERSION): Promise<string> {
  return cached(`kafka-${version}`, async (draft) => {
    const maven = await requireMaven();
    await step(`Fetching Kafka ${version} with Maven`, () => fetchJars(maven, version, draft));
  });
}

/**
 * Folder with the jar of Kafka's own tests that has a remote storage in a folder of this machine, for a broker with tiered
 * storage: class org.apache.kafka.server.log.remote.storage.LocalTieredStorage.
 */
export function tieredStorageJars(): Promise<string> {
  return cached(`kafka-tiered-storage-${KAFKA_VERSION}`, async (draft) => {
    const maven = await requireMaven();
    const artifact = `org.apache.kafka:kafka-storage:${KAFKA_VERSION}:jar:test`;
    const goal = ['dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${draft}`];
    await step(`Fetching the tiered storage of the tests of Kafka ${KAFKA_VERSION} with Maven`, () =>
      copyJars(maven, goal),
    );
  });
}

async function fetchJars(maven: string, version: string, draft: string): Promise<void> {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${draft}`];
  await copyJars(maven, [`-Dkafka.version=${version}`, ...goal]);
}

async function copyJars(maven: string, goal: string[]): Promise<void> {
  await run(maven, ['-B', '-q', '-f', POM, ...goal]).catch((error: Error) => {
    throw new Problem(
      `${error.message}\n\nThe jars of Kafka come from Maven Central; a proxy or mirror is set in ~/.m2/settings.xml.\n` +
        'Or set KAFKA_BROKERS to use a Kafka that runs already.',
    );
  });
}
