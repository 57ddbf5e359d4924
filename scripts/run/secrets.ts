import { parseArgs } from 'node:util';
import { carryOut } from '#lib/access/audit/carry-out.ts';
import type { AuditLog } from '#lib/access/audit/contract.ts';
import { openAuditLog } from '#lib/access/audit/open.ts';
import type { SecretKeys } from '#lib/access/secrets/key.ts';
import { type FoundKeys, findSecretKeys, keyOfFile, SecretKeyUnusable } from '#lib/access/secrets/key-source.ts';
import { type Rotation, RotationNotVerified, rotateSecrets } from '#lib/access/secrets/rotate.ts';
import { type MissingSecret, secretsState } from '#lib/access/secrets/state.ts';
import type { Config } from '#lib/config/load.ts';
import { createDatabase, type Database } from '#lib/db/database.ts';
import { DatabaseError } from '#lib/db/errors.ts';
import { Problem } from '../bootstrap/problem.mjs';
import { userName } from './user-name.ts';

const USAGE = `secrets status                        which key there is, and what of the stored secrets it opens
secrets rotate [--old-key-file FILE]  seals all that the old key opens with the present one`;
const FROM: Record<FoundKeys['from'], string> = {
  setting: 'set by TIDEMARK_SECRET_KEY',
  file: 'of the data folder',
  made: 'made just now in the data folder',
  memory: 'of this command alone',
};

/**
 * The command about stored secrets, with the settings of the console. Prints whose they are, and never what they are. Gives the exit
 * code: 1 where secrets are missing.
 */
export async function runSecrets(args: string[], config: Config): Promise<0 | 1> {
  const { verb, oldKeyFile } = argumentsOf(args);
  const { keys, from } = keysOf(config, oldKeyFile);
  if (config.database.url === null)
    throw new Problem('DATABASE_URL is not set: it names the database with the secrets.');
  console.log(`The key is ${keys.current.id}, ${FROM[from]}.`);
  const database = createDatabase({
    url: config.database.url.reveal(),
    max: 2,
    applicationName: 'tidemark-secrets',
    connectTimeoutMs: config.database.connectTimeoutMs,
  });
  try {
    if (verb === 'status') return await status(database, keys);
    return await rotate(database, keys, openAuditLog(database, config.audit, toTerminal));
  } catch (error) {
    throw error instanceof DatabaseError || error instanceof RotationNotVerified ? new Problem(error.message) : error;
  } finally {
    await database.close();
  }
}

function keysOf(config: Config, oldKeyFile: string | undefined): FoundKeys {
  try {
    // A command that only looks makes none; to rotate away from a key of the folder, its file is moved and named.
    const found = findSecretKeys(config, { make: oldKeyFile !== undefined });
    if (found.from === 'memory') throw new Problem(found.warnings.join('\n'));
    if (oldKeyFile === undefined) return found;
    return { ...found, keys: { ...found.keys, previous: [keyOfFile(oldKeyFile), ...found.keys.previous] } };
  } catch (error) {
    throw error instanceof SecretKeyUnusable ? new Problem(error.message) : error;
  }
}

/** Anchors of the audit log are kept with the output of the command. */
const toTerminal = {
  info: (fields: object, message: string) => console.log(`${message}: ${JSON.stringify(fields)}`),
  error: (fields: object, message: string) => console.error(`${message}: ${JSON.stringify(fields)}`),
};

function argumentsOf(args: string[]): { verb: 'status' | 'rotate'; oldKeyFile: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'old-key-file': { type: 'string' } },
    });
    const [verb, ...more] = positionals;
    const oldKeyFile = values['old-key-file'];
    if (more.length === 0 && verb === 'rotate') return { verb, oldKeyFile };
    if (more.length === 0 && verb === 'status' && oldKeyFile === undefined) return { verb, oldKeyFile };
  } catch {
    // Said below, with what there is.
  }
  throw new Problem(`Usage:\n${USAGE}`);
}

async function status(database: Database, keys: SecretKeys): Promise<0 | 1> {
  const { present, ofBefore, missing, rightKey } = await secretsState(database, keys);
  console.log(
    `${counted(present)} can be opened${ofBefore > 0 ? `, ${ofBefore} of them with the key of before` : ''}.`,
  );
  if (rightKey === false) console.log('This is not the key that secrets in this database are sealed with.');
  tellMissing(missing);
  return missing.length > 0 || rightKey === false ? 1 : 0;
}

async function rotate(database: Database, keys: SecretKeys, audit: AuditLog): Promise<0 | 1> {
  const before = await secretsState(database, keys);
  const { resealed, already, missing } = await carryOut<Rotation>(
    {
      actor: { kind: 'system', id: 'command', name: `${userName()} at the command line` },
      origin: { address: null, userAgent: null, requestId: `command-${process.pid}` },
      action: 'secrets.rotate',
      cluster: null,
      target: `key ${keys.current.id}`,
      reason: null,
    },
    {
      before: { present: before.present, ofBefore: before.ofBefore, missing: before.missing.length },
      after: { present: before.present, ofBefore: 0, missing: before.missing.length },
      act: async () => {
        const answer = await rotateSecrets(database, keys);
        const { resealed, already, missing } = answer;
        return { answer, after: { resealed, already, missing: missing.length } };
      },
    },
    { audit, codeOf: nameOf, log: toTerminal },
  );
  console.log(`${counted(resealed)} sealed anew, ${already} had the key already.`);
  tellMissing(missing);
  return missing.length > 0 ? 1 : 0;
}

function tellMissing(missing: readonly MissingSecret[]): void {
  for (const { owner, keyId, because } of missing) {
    const why =
      because === 'other-key' ? `sealed with key ${keyId}, which is not here` : `changed since key ${keyId} sealed it`;
    console.log(`Missing: ${owner} (${why}). It has to be entered anew.`);
  }
}

const counted = (count: number): string => (count === 1 ? '1 stored secret' : `${count} stored secrets`);
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');
