import { requireKafka } from '../local/kafka-jars.ts';
import { requireLocalServers } from '../local/system.ts';
import { type Address, requireFree, urlOf } from './console.ts';
import { takeDataFolder } from './data-folder.ts';
import { prepareDatabase } from './database.ts';
import type { Lifetime } from './lifetime.ts';
import { localAdmin } from './local-admin.ts';
import { OWN_DATABASE } from './own-database.ts';
import { demoTraffic, localKafka, localPostgres } from './services.ts';
import { readSettings } from './settings.ts';

export interface Preparation {
  withDemo: boolean;
  /** Makes what the console runs from; goes on beside the start of the services. */
  build: (signal: AbortSignal) => Promise<void>;
}

export interface Prepared {
  address: Address;
  /** What the console is to know beyond our own environment. */
  env: Record<string, string>;
  stopTimeoutMs: number;
  /** How to sign in, where that is known: the database is our own, and the settings name no admin. */
  signIn: string | null;
}

/** Everything a console needs before it can start. What could fail for the person at the terminal is checked first. */
export async function prepare(life: Lifetime, { withDemo, build }: Preparation): Promise<Prepared> {
  const { server, signIn, database, clusters } = readSettings();
  const address: Address = { host: server.host, port: server.port };
  const ownKafka = clusters.length === 0;
  if (ownKafka || database.url === null) {
    requireLocalServers();
    const lock = takeDataFolder(server.dataDir, urlOf(address));
    life.onEnd(() => lock.release());
  }
  await requireFree(address);
  const givenDatabase = database.url?.reveal();
  if (givenDatabase !== undefined) await prepareDatabase(givenDatabase);
  if (ownKafka) await requireKafka();

  const [kafka, databaseUrl] = await Promise.all([
    ownKafka ? localKafka(life, server.dataDir) : undefined,
    givenDatabase ?? ownDatabase(life, server.dataDir),
    build(life.signal),
  ]);
  if (kafka && withDemo) demoTraffic(life, server.dataDir, kafka.bootstrap);
  const env = { DATABASE_URL: databaseUrl, ...(kafka ? { KAFKA_BROKERS: kafka.bootstrap } : {}) };
  const isOurs = givenDatabase === undefined && signIn.adminEmail === null;
  return {
    address,
    env,
    stopTimeoutMs: server.stopTimeoutMs,
    signIn: isOurs ? await localAdmin(databaseUrl, server.dataDir) : null,
  };
}

async function ownDatabase(life: Lifetime, folder: string): Promise<string> {
  const postgres = await localPostgres(life, folder);
  const url = await postgres.database(OWN_DATABASE);
  await prepareDatabase(url);
  return url;
}
