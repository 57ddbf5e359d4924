import { resolve } from 'node:path';
import type { RuleCheck, RuleEntry } from './alert-rules.ts';
import { type ClusterReading, failed } from './cluster.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { clusterFromEnvironment, clustersFromFile } from './clusters.ts';
import { type ConfigFile, readConfigFile } from './config-file.ts';
import type { ConfigError } from './configuration-error.ts';
import { type Environment, environmentSource, isSet } from './environment.ts';
import { readHeaderSignIn } from './header-sign-in.ts';
import { readHistory } from './history.ts';
import { misspelledVariables } from './misspelled.ts';
import { readOidc } from './oidc.ts';
import { type Owner, ownersFromFile, uselessOwners } from './owners.ts';
import { fileReader, type ReadFile } from './read-file.ts';
import { firstOf, readGroup, type ValuesOf } from './setting.ts';
import { alertSettings } from './settings/alerts.ts';
import { attemptSettings } from './settings/attempts.ts';
import { auditSettings } from './settings/audit.ts';
import { burrowSettings } from './settings/burrow.ts';
import { clusterSettings } from './settings/cluster.ts';
import { databaseSettings, type historySettings } from './settings/database.ts';
import { engineSettings, streamSettings } from './settings/engine.ts';
import type { headerSignInSettings } from './settings/header-sign-in.ts';
import { markSettings } from './settings/marks.ts';
import { metricsSettings } from './settings/metrics.ts';
import type { oidcSettings } from './settings/oidc.ts';
import { secretSettings } from './settings/secrets.ts';
import { serverSettings } from './settings/server.ts';
import type { signInSettings } from './settings/sign-in.ts';
import { readSignIn } from './sign-in.ts';
import { besideFile, yamlSource } from './yaml-source.ts';

/** Everything that can be set, parsed. Durations are milliseconds; folders are absolute paths. */
export interface Config {
  /** The configuration file that was read; null where there is none. */
  file: string | null;
  server: ValuesOf<typeof serverSettings>;
  signIn: ValuesOf<typeof signInSettings>;
  /** `issuer` is null where nobody signs in at a provider. */
  oidc: ValuesOf<typeof oidcSettings>;
  /** `userHeader` is null where no header signs anybody in. */
  headerSignIn: ValuesOf<typeof headerSignInSettings>;
  attempts: ValuesOf<typeof attemptSettings>;
  /** `url` is null where none is set: the start then brings its own Postgres. */
  database: ValuesOf<typeof databaseSettings>;
  secrets: ValuesOf<typeof secretSettings>;
  history: ValuesOf<typeof historySettings>;
  audit: ValuesOf<typeof auditSettings>;
  marks: ValuesOf<typeof markSettings>;
  alerts: ValuesOf<typeof alertSettings>;
  engine: ValuesOf<typeof engineSettings>;
  stream: ValuesOf<typeof streamSettings>;
  metrics: ValuesOf<typeof metricsSettings>;
  burrow: ValuesOf<typeof burrowSettings>;
  /** Empty where none is set: the start then brings its own Kafka. */
  clusters: ClusterConfig[];
  /** Whose groups and topics they are, in the order in which they are asked: lib/alerts/owner.ts. */
  owners: Owner[];
  /** The alert rules of the file. */
  alertRules: RuleEntry[];
  /** What is allowed but unwise, as sentences to log at start. */
  warnings: string[];
}

export interface LoadInput {
  env: Environment;
  /** Relative paths of the environment begin here, unless TIDEMARK_HOME says otherwise. */
  cwd: string;
  readFile?: ReadFile;
  /** What is wrong with alert rules of the file. Without it they are taken as they are: whoever only reads settings asks for nothing of them. */
  checkRules?: RuleCheck;
}

export type LoadResult = { ok: Config } | { errors: ConfigError[] };

/** Reads the whole configuration; all that is wrong is reported at once. */
export function loadConfig({ env, cwd, readFile, checkRules = () => [] }: LoadInput): LoadResult {
  const home = resolve(cwd, env[serverSettings.homeDir.env] || '.');
  const read = readFile ?? fileReader(home);
  const { file, errors: fileErrors } = readConfigFile(env, read);
  const environment = environmentSource(env, read);
  const source = file ? firstOf(environment, yamlSource(file.top, besideFile(file.path, read))) : environment;

  const server = readGroup(serverSettings, source);
  const signIn = readSignIn(source);
  const oidc = readOidc(source, server.values?.publicUrl ?? null);
  const headerSignIn = readHeaderSignIn(source);
  const attempts = readGroup(attemptSettings, source);
  const database = readGroup(databaseSettings, source);
  const secrets = readGroup(secretSettings, source);
  const history = readHistory(source);
  const audit = readGroup(auditSettings, source);
  const marks = readGroup(markSettings, source);
  const alerts = readGroup(alertSettings, source);
  const engine = readGroup(engineSettings, source);
  const stream = readGroup(streamSettings, source);
  const metrics = readGroup(metricsSettings, source);
  const burrow = readGroup(burrowSettings, source);
  const clusters = readClusters(env, file, read);
  const owners = file?.owners ? ownersFromFile(file.owners, file.path, read) : { owners: [], errors: [] };
  const groups = [
    server,
    signIn,
    oidc,
    headerSignIn,
    attempts,
    database,
    secrets,
    history,
    audit,
    marks,
    alerts,
    engine,
    stream,
    metrics,
    burrow,
  ];
  const alertRules = file?.alertRules ?? [];
  const errors = [
    ...fileErrors,
    ...checkRules(alertRules),
    ...[...groups, ...clusters, owners].flatMap((reading) => reading.errors),
  ];
  if (
    server.values &&
    signIn.values &&
    oidc.values &&
    headerSignIn.values &&
    attempts.values &&
    database.values &&
    secrets.values &&
    history.values &&
    audit.values &&
    marks.values &&
    alerts.values &&
    engine.values &&
    stream.values &&
    metrics.values &&
    burrow.values &&
    errors.length === 0
  ) {
    const { dataDir, cacheDir } = server.values;
    const watched = clusters.flatMap(({ cluster }) => cluster ?? []);
    return {
      ok: {
        file: file?.path ?? null,
        server: { ...server.values, dataDir: resolve(home, dataDir), cacheDir: cacheDir && resolve(home, cacheDir) },
        signIn: signIn.values,
        oidc: oidc.values,
        headerSignIn: headerSignIn.values,
        attempts: attempts.values,
        database: database.values,
        secrets: secrets.values,
        history: history.values,
        audit: audit.values,
        marks: marks.values,
        alerts: alerts.values,
        engine: engine.values,
        stream: stream.values,
        metrics: metrics.values,
        burrow: burrow.values,
        alertRules,
        clusters: watched,
        owners: owners.owners,
        warnings: [
          ...clusters.flatMap(({ warnings }) => warnings),
          ...uselessOwners(owners.owners, watched),
          ...misspelledVariables(env),
        ],
      },
    };
  }
  return { errors: oncePerSetting(errors) };
}

/** A setting that could not be filled in, or an entry of its list, is often wrong as well: the first error says enough. */
function oncePerSetting(errors: ConfigError[]): ConfigError[] {
  return errors.filter(({ setting }, index) => {
    const earlier = errors.slice(0, index).map((error) => error.setting);
    return !earlier.some((other) => other === setting || other.startsWith(`${setting}[`));
  });
}

/** One cluster from the environment, or those of the file; both at once is a mistake. */
function readClusters(env: Environment, file: ConfigFile | null, readFile: ReadFile): ClusterReading[] {
  if (!file?.clusters) return clusterFromEnvironment(env, readFile);
  const readings = clustersFromFile(file.clusters, file.path, env, readFile);
  const { brokers } = clusterSettings;
  if (!isSet(env, brokers) || file.variables.includes(brokers.env)) return readings;
  const problem = `is set, and ${file.path} lists clusters; leave one of them out`;
  return [...readings, failed([{ setting: brokers.env, where: null, problem, example: null }])];
}
