import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '../bootstrap/problem.mjs';

const LOGGING = fileURLToPath(new URL('./kafka-log4j2.properties', import.meta.url));
const JVM = ['-Xms64m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

export interface JavaServer {
  java: string;
  jars: string;
  /** Its main class, which takes the path of its settings. */
  main: string;
  settings: string;
  dir: string;
  /** File for its own log. */
  log: string;
  /** File for what it prints. */
  output: string;
}

/** Starts a server of the local Kafka, which outlives us, and gives its process. */
export function launchJvm({
  java,
  jars,
  main,
  settings,
  dir,
  log,
  output,
}: JavaServer): ChildProcess & { pid: number } {
  const out = openSync(output, 'w');
  const args = [...JVM, `-Dlog4j2.configurationFile=${LOGGING}`, `-Dtidemark.log=${log}`];
  // A process group of its own: Ctrl-C in a terminal reaches us alone, and we stop the servers in order.
  const child = spawn(java, [...args, '-cp', join(jars, '*'), main, settings], {
    detached: true,
    cwd: dir,
    stdio: ['ignore', out, out],
  });
  closeSync(out);
  child.unref();
  const { pid } = child;
  if (pid === undefined) throw new Problem(`${java} could not be started.`);
  return Object.assign(child, { pid });
}
