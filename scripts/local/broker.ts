import type { ChildProcess } from 'node:child_process';
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '../bootstrap/problem.mjs';
import { isRunning, processesWith } from '../bootstrap/process-table.mjs';
import { tailOf } from './files.ts';
import { launchJvm } from './jvm.ts';
import { logDirOf } from './kafka-format.ts';
import { aliveBrokers } from './kafka-probe.ts';
import type { KafkaNode } from './kafka-properties.ts';
import { processEnd } from './process-end.ts';
import { endProcess, send } from './processes.ts';
import { until } from './wait.ts';

const START_MS = 120_000;
/** How long a broker left by an earlier run may take to answer before it is taken for hung. */
const ADOPT_MS = 5_000;
const STOP_MS = 20_000;
/** With its logs closed the last broker of a cluster still waits 5 s for a quorum of controllers that is gone. */
const AFTER_LOGS_CLOSED_MS = 500;
/** How often is looked whether an excused broker runs again. */
const LOOK_MS = 1000;

/** One broker of a local cluster, to be killed, frozen and started again by tests. */
export interface LocalBroker {
  readonly id: number;
  readonly name: string;
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Process id, undefined while it doesn't run. */
  readonly pid: number | undefined;
  /** Path of its log. */
  readonly log: string;
  /** Starts it, or takes over its process of an earlier run; comes back when it is part of the cluster, which takes a majority. */
  start(signal?: AbortSignal): Promise<void>;
  /** Ends it in order; at once when `enough` says that waiting on has no use. */
  stop(enough?: () => boolean): Promise<void>;
  /** Sends a signal, SIGKILL by default; comes back at once, after SIGKILL when the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Tells whoever watches that it is about to be ended on purpose, and should stay so until it is started by hand. */
  excuse(): void;
  /** How it ended, in words, once it has without being excused. */
  untilEnded(signal: AbortSignal): Promise<string>;
}

export interface BrokerFiles {
  java: string;
  jars: string;
  /** Folder of the cluster; the broker's own files in it bear its id. */
  dir: string;
  properties: string;
}

/** Settings file of a node. It stands on its broker's command line, by which the process is known. */
export function settingsPathOf(dir: string, node: KafkaNode): string {
  return join(dir, `broker-${node.id}.properties`);
}

/** The broker of `node`, in whatever state it is. */
export function localBroker(node: KafkaNode, { java, jars, dir, properties }: BrokerFiles): LocalBroker {
  const name = `Kafka broker ${node.id}`;
  const settingsPath = settingsPathOf(dir, node);
  const log = join(dir, `broker-${node.id}.log`);
  const output = join(dir, `broker-${node.id}.out`);
  const excuse = join(dir, `broker-${node.id}.excused`);
  const current = () => processesWith(settingsPath).at(0);
  let child: ChildProcess | undefined;

  async function start(signal?: AbortSignal): Promise<void> {
    const left = current();
    if (left !== undefined) {
      if (await answersWithin(node.port, ADOPT_MS, signal)) return rmSync(excuse, { force: true });
      await endProcess(left, 'SIGKILL', 0);
    }
    signal?.throwIfAborted();
    writeFileSync(settingsPath, properties);
    const pid = launch();
    // Only now: a broker that neither runs nor is excused would be started by whoever watches.
    rmSync(excuse, { force: true });
    await until(
      async () => {
        if (!isRunning(pid)) throw new Problem(`${name} ended while starting:\n${tailOf(output)}\n${tailOf(log)}`);
        return (await aliveBrokers(node.port))?.includes(node.id) || undefined;
      },
      { what: `${name} to answer on port ${node.port} (its log: ${log})`, timeoutMs: START_MS, signal },
    );
  }

  function launch(): number {
    const launched = launchJvm({ java, jars, main: 'kafka.Kafka', settings: settingsPath, dir, log, output });
    child = launched;
    return launched.pid;
  }

  async function untilEnded(signal: AbortSignal): Promise<string> {
    for (;;) {
      const excused = existsSync(excuse);
      const pid = current() ?? (excused ? undefined : child?.pid);
      if (pid !== undefined) {
        const how = await processEnd(pid, child, signal);
        if (!existsSync(excuse) && current() === undefined) return how;
      } else if (excused) await pause(LOOK_MS, undefined, { signal });
      else return 'unseen';
    }
  }

  return {
    id: node.id,
    name,
    host: '127.0.0.1',
    port: node.port,
    log,
    get pid() {
      return current();
    },
    start,
    excuse: () => writeFileSync(excuse, ''),
    untilEnded,
    async stop(enough = () => false) {
      const pid = current();
      const closed = () => logsAreClosed(logDirOf(dir, node));
      if (pid !== undefined) await endProcess(pid, 'SIGTERM', STOP_MS, () => closed() || enough());
    },
    async kill(signal = 'SIGKILL') {
      const pid = current();
      if (pid === undefined) return;
      if (signal === 'SIGKILL') await endProcess(pid, signal, 10_000);
      else send(pid, signal);
    },
  };
}

/** Whether Kafka has left its mark of a clean shutdown, which it takes away at the next start, a moment ago. */
function logsAreClosed(logDir: string): boolean {
  const mark = statSync(join(logDir, '.kafka_cleanshutdown'), { throwIfNoEntry: false });
  return mark !== undefined && Date.now() - mark.mtimeMs > AFTER_LOGS_CLOSED_MS;
}

async function answersWithin(port: number, timeoutMs: number, signal: AbortSignal | undefined): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    if (await aliveBrokers(port)) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
