import { PrismaPg } from '@prisma/adapter-pg';
import type { Database } from './database.ts';
import { PrismaClient } from './generated/client.ts';

const clients = new WeakMap<Database, PrismaClient>();

/**
 * The Prisma client over a database's own pool, for everything with an identity. Made on first use, so that a process which
 * only polls never loads it. It is not to be disconnected: `close` of the database ends the pool.
 */
export function prismaOf(database: Database): PrismaClient {
  let client = clients.get(database);
  if (client === undefined) {
    // The longer formats quote the call with its values, and with them what no log may hold.
    client = new PrismaClient({ adapter: new PrismaPg(database.pool), errorFormat: 'minimal' });
    clients.set(database, client);
  }
  return client;
}
