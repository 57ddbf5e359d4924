import { parseArgs } from 'node:util';
import { z } from 'zod';
import { causeAnswer } from '#lib/api/cause-answer.ts';
import { statusRulesOf } from '#lib/collector/status-rules.ts';
import type { Config } from '#lib/config/load.ts';
import { createDatabase, type Database } from '#lib/db/database.ts';
import { DatabaseError } from '#lib/db/errors.ts';
import { storableText } from '#lib/history/storable.ts';
import { STATUS_RULES } from '#lib/lag/status/rules.ts';
import { SEVERITIES, type Severity } from '#lib/lag/status/status.ts';
import { type GroupReport, groupReport, type ReportedGroup } from '#lib/views/group-report.ts';
import { Problem, report } from '../bootstrap/problem.mjs';
import { clusterIdOf, onlyCluster } from './cluster-argument.ts';
import { lagTable } from './lag-table.ts';

const USAGE = 'lag [--cluster <name>] [--group <id>] [--json]';

/** What the command ends with: how bad it is, or that this could not be told. */
export const LAG_EXIT = { calm: 0, warn: 1, error: 2, unknown: 3 } as const;
export type LagExit = (typeof LAG_EXIT)[keyof typeof LAG_EXIT];

const argumentsSchema = z.object({
  cluster: z.string().optional(),
  group: z.string().transform(storableText).optional(),
  json: z.boolean().default(false),
});

/**
 * Prints how the groups of a cluster are, or one of them, as a table or as JSON, for runbooks and cron. Gives the exit code: by the
 * worst severity, and 3 where that cannot be told (no such cluster or group, no poll of late, no database), with the reason on
 * standard error.
 */
export async function runLag(
  args: string[],
  config: Pick<Config, 'clusters' | 'database' | 'engine'>,
): Promise<LagExit> {
  try {
    return await told(args, config);
  } catch (error) {
    report(error instanceof DatabaseError ? new Problem(error.message) : error);
    return LAG_EXIT.unknown;
  }
}

async function told(args: string[], config: Pick<Config, 'clusters' | 'database' | 'engine'>): Promise<LagExit> {
  const { group = null, json, ...given } = argumentsOf(args);
  const cluster = given.cluster ?? onlyCluster(config);
  const { url, connectTimeoutMs } = config.database;
  if (url === null) throw new Problem('DATABASE_URL is not set: it names the database of the console.');
  const db = createDatabase({ url: url.reveal(), max: 1, applicationName: 'tidemark-lag', connectTimeoutMs });
  try {
    const now = new Date();
    const found = await reportOf(db, cluster, group, now, config);
    const severity = worstOf(found.groups);
    const text = json
      ? `${JSON.stringify(asJson(cluster, found), null, 2)}\n`
      : lagTable(cluster, found, now.getTime());
    process.stdout.write(text);
    if (found.stale) throw new Problem(staleWords(cluster, found.observedAt));
    return LAG_EXIT[severity];
  } finally {
    await db.close();
  }
}

function argumentsOf(args: string[]): z.output<typeof argumentsSchema> {
  try {
    const options = { cluster: { type: 'string' }, group: { type: 'string' }, json: { type: 'boolean' } } as const;
    return argumentsSchema.parse(parseArgs({ args, options }).values);
  } catch {
    throw new Problem(`Usage: ${USAGE}`);
  }
}

async function reportOf(
  db: Database,
  cluster: string,
  group: string | null,
  now: Date,
  { clusters, engine: { patienceMs } }: Pick<Config, 'clusters' | 'engine'>,
): Promise<GroupReport> {
  const clusterId = await clusterIdOf(db, cluster);
  const configured = clusters.find(({ name }) => name === cluster);
  const rulesOf = configured === undefined ? () => STATUS_RULES : statusRulesOf(configured);
  const found = await groupReport(db, {
    clusterId,
    group,
    statusRulesOf: rulesOf,
    causes: configured,
    now,
    patienceMs,
  });
  if (group !== null && found.groups.length === 0) {
    throw new Problem(`${cluster} has no group ${JSON.stringify(group)}.`);
  }
  return found;
}

const worstOf = (groups: readonly ReportedGroup[]): Severity =>
  SEVERITIES.find((severity) => groups.some((group) => group.severity === severity)) ?? 'calm';

const staleWords = (cluster: string, observedAt: string | null): string =>
  observedAt === null
    ? `${cluster} has not been read yet: is its engine running?`
    : `${cluster} was last read at ${observedAt}: is its engine running? What is shown may be over.`;

/** Fields as the API has them. */
const asJson = (cluster: string, { observedAt, stale, groups }: GroupReport) => ({
  cluster,
  observedAt,
  stale,
  severity: stale ? null : worstOf(groups),
  groups: groups.map(({ causes, ...group }) => ({ ...group, causes: causes.map(causeAnswer) })),
});
