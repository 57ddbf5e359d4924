import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { type Destination, splitConfig } from './destination.ts';

/** Keeps secrets sealed; lib/access has the keys. */
export interface SecretStore {
  put(sql: Sql, destinationId: string, secrets: string): Promise<void>;
  delete(sql: Sql, destinationId: string): Promise<void>;
}

const idRow = z.object({ id: z.string() });

/** Keeps a new destination; gives its id. Throws a DatabaseError, of a name that is taken a unique violation. */
export async function insertDestination(sql: Sql, destination: Destination, store: SecretStore): Promise<string> {
  const { settings, secrets } = splitConfig(destination);
  const [row] = await sql.query(
    'insert into destination (name, kind, settings) values ($1, $2, $3) returning id::text',
    [destination.name, destination.kind, JSON.stringify(settings)],
    idRow,
  );
  if (row === undefined) throw new Error('a new destination is not there');
  await store.put(sql, row.id, JSON.stringify(secrets));
  return row.id;
}

/** Changes a destination; false where it is gone. A new name is that of all rules of the console that have the old one: what a file says stays. Throws as insertDestination. */
export async function updateDestination(
  sql: Sql,
  id: string,
  was: string,
  destination: Destination,
  store: SecretStore,
): Promise<boolean> {
  const { settings, secrets } = splitConfig(destination);
  const changed = await sql.execute(
    'update destination set name = $2, settings = $3, updated_at = now() where id = $1',
    [id, destination.name, JSON.stringify(settings)],
  );
  if (changed === 0) return false;
  await store.put(sql, id, JSON.stringify(secrets));
  if (was !== destination.name) await renameInRules(sql, was, destination.name);
  return true;
}

/** Takes a destination away, with what was to be told to it, and out of the rules of the console; false where it is gone already. */
export async function deleteDestination(sql: Sql, id: string, name: string, store: SecretStore): Promise<boolean> {
  if ((await sql.execute('delete from destination where id = $1', [id])) === 0) return false;
  await store.delete(sql, id);
  await sql.execute(
    `update alert_rule set definition = jsonb_set(definition, '{destinations}', (definition -> 'destinations') - $1::text)
      where definition -> 'destinations' ? $1 and source = 'console'`,
    [name],
  );
  return true;
}

async function renameInRules(sql: Sql, was: string, name: string): Promise<void> {
  await sql.execute(
    `update alert_rule set definition = jsonb_set(definition, '{destinations}',
              (definition -> 'destinations') - $1::text || to_jsonb($2::text))
      where definition -> 'destinations' ? $1 and source = 'console'`,
    [was, name],
  );
}
