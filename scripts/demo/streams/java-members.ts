import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { aborted, type Life } from '../life.ts';
import type { DemoContext } from '../scenario.ts';

const SOURCE = join(import.meta.dirname, 'JavaMembers.java');

/** Small, as these members idle most of the time: one collector thread, one compiler. */
const JVM_OPTIONS = ['-Xmx96m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

const READY = 'READY';
const STOP_WITHIN_MS = 3_500;
const WORDS_KEPT = 20;

/** Runs the JVM with the Streams application and the share group until the signal. */
export async function runJavaMembers(context: DemoContext, jars: string, life: Life): Promise<void> {
  const commandLine = [...JVM_OPTIONS, '-cp', join(jars, '*'), SOURCE, context.brokers.join(','), context.name('')];
  const jvm = spawn('java', commandLine, { stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = once(jvm, 'exit');
  const lastWords: string[] = [];
  createInterface({ input: jvm.stdout }).on('line', (line) => {
    if (line === READY) life.up();
  });
  createInterface({ input: jvm.stderr }).on('line', (line) => {
    lastWords.push(line);
    if (lastWords.length > WORDS_KEPT) lastWords.shift();
  });
  const ended = exited.then(([code]) => {
    if (!life.signal.aborted) throw new Error(`java ended with ${code}: ${lastWords.join(' | ')}`);
  });
  await Promise.race([ended, aborted(life.signal)]);
  await stop(jvm, exited);
}

/** The JVM ends when its standard input does; one that does not in time is killed. */
async function stop(jvm: ChildProcess, exited: Promise<unknown>): Promise<void> {
  jvm.stdin?.end();
  const killer = setTimeout(() => jvm.kill('SIGKILL'), STOP_WITHIN_MS);
  await exited;
  clearTimeout(killer);
}
