import { join } from 'node:path';
import type { Config } from '#lib/config/load.ts';
import { Secret } from '#lib/config/secret.ts';
import { keptDatabaseUrl } from '../local/postgres.ts';

/** The database that npm start makes in its own Postgres. */
export const OWN_DATABASE = 'tidemark';

/** Where npm start keeps its own Postgres. */
export const ownPostgresFolder = (dataDir: string): string => join(dataDir, 'postgres');

/** The settings, where they name no database with the one that npm start keeps in the data folder. */
export function withOwnDatabase(config: Config): Config {
  const { database, server } = config;
  const url = database.url === null ? keptDatabaseUrl(ownPostgresFolder(server.dataDir), OWN_DATABASE) : undefined;
  return url === undefined ? config : { ...config, database: { ...database, url: new Secret(url) } };
}
