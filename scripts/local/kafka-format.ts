import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../bootstrap/command.mjs';
import { type KafkaNode, kafkaUuid, metaPropertiesFor, serverProperties } from './kafka-properties.ts';

export interface Format {
  java: string;
  jars: string;
  dir: string;
  version: string;
  clusterId: string;
  nodes: KafkaNode[];
  /** More arguments for the storage tool, such as --add-scram. */
  formatArgs: string[];
}

/** Folder with the logs of one node. */
export function logDirOf(dir: string, node: KafkaNode): string {
  return join(dir, `broker-${node.id}`);
}

/**
 * Makes the log folders that are not there yet. The storage tool takes two seconds a run, so it formats one folder and the
 * others are copies with ids of their own; each gets its name when complete.
 */
export async function formatStorage({ java, jars, dir, version, clusterId, nodes, formatArgs }: Format): Promise<void> {
  const missing = nodes.filter((node) => !existsSync(logDirOf(dir, node)));
  const [first] = missing;
  if (!first) return;
  const draft = join(dir, `format.draft-${process.pid}`);
  const formatted = join(draft, 'formatted');
  mkdirSync(draft, { recursive: true });
  try {
    const properties = join(draft, 'server.properties');
    writeFileSync(properties, serverProperties({ node: first, nodes, logDir: formatted, version }));
    const tool = ['-XX:TieredStopAtLevel=1', '-cp', join(jars, '*'), 'kafka.tools.StorageTool'];
    await run(java, [...tool, 'format', '-t', clusterId, '-c', properties, ...formatArgs]);
    const meta = readFileSync(join(formatted, 'meta.properties'), 'utf8');
    for (const node of missing) {
      const copy = join(draft, `broker-${node.id}`);
      cpSync(formatted, copy, { recursive: true });
      writeFileSync(join(copy, 'meta.properties'), metaPropertiesFor(node, meta, kafkaUuid(randomBytes)));
      renameSync(copy, logDirOf(dir, node));
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
