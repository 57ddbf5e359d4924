import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freeze } from '#scripts/local/freeze.ts';
import { startKafka } from '#scripts/local/kafka.ts';
import { type LocalPostgres, startPostgres } from '#scripts/local/postgres.ts';
import { temporaryFolder } from '#scripts/local/temporary-folder.ts';

const DATABASE = 'bench_alerts';

/** The servers of a run: a Postgres of its own, which is stopped and frozen, and the Kafka of the tests or one of its own. */
export interface Servers {
  bootstrap: string;
  databaseUrl: string;
  /** Of Postgres, for judging alone. */
  adminUrl: string;
  folder: string;
  /** Stops Postgres where it stands; gives what wakes it. */
  freezePostgres(): () => void;
  stopPostgres(): Promise<void>;
  startPostgres(): Promise<void>;
  /** Their data go with them once the run is over. */
  close(isOver: boolean): Promise<void>;
}

/** With a file of the run, the servers' data are kept beside it until the run is over. */
export async function startServers(stateFile: string | null): Promise<Servers> {
  const kept = stateFile === null ? null : keptFolder(stateFile);
  const folder = kept ?? temporaryFolder('bench');
  const given = kept === null ? process.env.TIDEMARK_TEST_KAFKA : undefined;
  const [kafka, postgres] = await Promise.all([
    given === undefined ? startKafka({ dir: join(folder.path, 'kafka'), brokers: 3 }) : null,
    startPostgres({ dir: join(folder.path, 'postgres') }),
  ]);
  return {
    bootstrap: given ?? kafka?.bootstrap ?? '',
    databaseUrl: await postgres.database(DATABASE),
    adminUrl: postgres.adminUrl,
    folder: folder.path,
    freezePostgres: () => freeze(pidOf(postgres)),
    stopPostgres: () => postgres.stop(),
    startPostgres: () => postgres.start(),
    async close(isOver) {
      await Promise.all([kafka?.stop(), postgres.stop()]);
      if (isOver || kept === null) folder.remove();
    },
  };
}

function keptFolder(stateFile: string) {
  const path = `${resolve(stateFile)}.servers`;
  if (!existsSync(path)) mkdirSync(path, { recursive: true, mode: 0o755 });
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

function pidOf({ pid }: LocalPostgres): number {
  if (pid === undefined) throw new Error('Postgres does not run');
  return pid;
}
