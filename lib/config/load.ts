import { readCluster } from './cluster.ts';
import type { ClusterConfig } from './cluster-config.ts';
import type { ConfigError } from './configuration-error.ts';
import { type Environment, environmentSource } from './environment.ts';
import { fileReader, type ReadFile } from './read-file.ts';
import { readGroup, type ValuesOf } from './setting.ts';
import { clusterSettings } from './settings/cluster.ts';
import { databaseSettings, historySettings } from './settings/database.ts';
import { engineSettings, streamSettings } from './settings/engine.ts';
import { serverSettings } from './settings/server.ts';

/** Everything that can be set, parsed. Durations are milliseconds. */
export interface Config {
  server: ValuesOf<typeof serverSettings>;
  /** `url` is null where none is set: the start then brings its own Postgres. */
  database: ValuesOf<typeof databaseSettings>;
  history: ValuesOf<typeof historySettings>;
  engine: ValuesOf<typeof engineSettings>;
  stream: ValuesOf<typeof streamSettings>;
  /** Empty where none is set: the start then brings its own Kafka. */
  clusters: ClusterConfig[];
  /** What is allowed but unwise, as sentences to log at start. */
  warnings: string[];
}

export interface LoadInput {
  env: Environment;
  /** Relative paths begin here. */
  cwd: string;
  readFile?: ReadFile;
}

export type LoadResult = { ok: Config } | { errors: ConfigError[] };

/** Reads the whole configuration; all that is wrong is reported at once. */
export function loadConfig({ env, cwd, readFile = fileReader(cwd) }: LoadInput): LoadResult {
  const source = environmentSource(env, readFile);
  const server = readGroup(serverSettings, source);
  const database = readGroup(databaseSettings, source);
  const history = readGroup(historySettings, source);
  const engine = readGroup(engineSettings, source);
  const stream = readGroup(streamSettings, source);
  const clusters = env[clusterSettings.brokers.env]
    ? [readCluster(source, { inFile: false, nameOf: (one) => ({ setting: one.env, where: null }) }, readFile)]
    : [];
  const errors = [server, database, history, engine, stream, ...clusters].flatMap((reading) => reading.errors);
  if (!server.values || !database.values || !history.values || !engine.values || !stream.values || errors.length > 0) {
    return { errors };
  }
  return {
    ok: {
      server: server.values,
      database: database.values,
      history: history.values,
      engine: engine.values,
      stream: stream.values,
      clusters: clusters.flatMap(({ cluster }) => cluster ?? []),
      warnings: clusters.flatMap(({ warnings }) => warnings),
    },
  };
}
