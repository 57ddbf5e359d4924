import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { processesWith } from '../bootstrap/process-table.mjs';
import { settingsPathOf } from './broker.ts';
import { readIfThere, writeWhole } from './files.ts';
import { type KafkaNode, kafkaUuid } from './kafka-properties.ts';
import { freePorts, isFree } from './ports.ts';
import { endProcess } from './processes.ts';

const recordSchema = z.object({
  clusterId: z.string(),
  nodes: z.array(z.object({ id: z.number(), port: z.number(), controllerPort: z.number() })),
});

/** What a cluster's folder remembers from start to start. */
export type ClusterRecord = z.infer<typeof recordSchema>;

/** The record of the cluster in `dir`; undefined when there is none. */
export function readRecord(dir: string): ClusterRecord | undefined {
  const text = readIfThere(pathIn(dir));
  return text === undefined ? undefined : recordSchema.parse(JSON.parse(text));
}

/** The record of the cluster to start in `dir`: a new one, or the one there, with other ports where a stranger has taken one. */
export async function recordToStart(
  dir: string,
  { brokers = 3, ports = [] }: { brokers?: number; ports?: number[] },
): Promise<ClusterRecord> {
  const found = readRecord(dir);
  if (found && (await portsAreOurs(dir, found.nodes))) return found;
  const count = found?.nodes.length ?? brokers;
  const chosen = await freePorts(2 * count, [...ports, ...ports.map((port) => port + 100)]);
  const record: ClusterRecord = {
    clusterId: found?.clusterId ?? kafkaUuid(randomBytes),
    nodes: Array.from({ length: count }, (_, index) => ({
      id: index + 1,
      port: chosen[index] ?? 0,
      controllerPort: chosen[count + index] ?? 0,
    })),
  };
  writeWhole(pathIn(dir), `${JSON.stringify(record, null, 2)}\n`);
  return record;
}

function pathIn(dir: string): string {
  return join(dir, 'cluster.json');
}

async function portsAreOurs(dir: string, nodes: KafkaNode[]): Promise<boolean> {
  const processes = nodes.map((node) => ({ node, pids: processesWith(settingsPathOf(dir, node)) }));
  const stopped = processes.filter(({ pids }) => pids.length === 0);
  const free = await Promise.all(stopped.flatMap(({ node }) => [isFree(node.port), isFree(node.controllerPort)]));
  if (free.every(Boolean)) return true;
  // Brokers that still run know the old ports of the others; all must start anew.
  await Promise.all(processes.flatMap(({ pids }) => pids.map((pid) => endProcess(pid, 'SIGKILL', 0))));
  return false;
}
