import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { step } from '../bootstrap/progress.mjs';
import { type LocalKafka, startKafka } from '../local/kafka.ts';
import { type LocalPostgres, startPostgres } from '../local/postgres.ts';
import { startChild } from './child.ts';
import { keepRunning, type Service } from './keep-running.ts';
import type { Lifetime } from './lifetime.ts';
import { ownPostgresFolder } from './own-database.ts';

/** Out of the way of a Kafka at home on 9092; other free ports are taken where these are not. */
const KAFKA_PORTS = [19092, 19093, 19094];
const POSTGRES_PORT = 15432;

/** Starts the local Kafka with its data in `folder`, and again each of its brokers that ends. */
export function localKafka(life: Lifetime, folder: string): Promise<LocalKafka> {
  const dir = join(folder, 'kafka');
  const start = () => startKafka({ dir, ports: KAFKA_PORTS, signal: life.signal });
  const starting = step('Starting a local Kafka of three brokers', start, life.signal);
  return startKept(life, 'Kafka', starting, ({ brokers }) => brokers);
}

/** Starts the local Postgres with its data in `folder`, and again when it ends. */
export function localPostgres(life: Lifetime, folder: string): Promise<LocalPostgres> {
  const dir = ownPostgresFolder(folder);
  const start = () => startPostgres({ dir, port: POSTGRES_PORT, signal: life.signal });
  const starting = step('Starting a local Postgres', start, life.signal);
  return startKept(life, 'Postgres', starting, (postgres) => [postgres]);
}

/** Starts what consists of `parts`, and keeps these running until the end; without one of them there is no going on. */
async function startKept<T extends { stop(): Promise<void> }>(
  life: Lifetime,
  what: string,
  starting: Promise<T>,
  parts: (whole: T) => Service[],
): Promise<T> {
  let keeping: Promise<unknown> | undefined;
  const whole = await life.start(what, starting, async (started) => {
    // A start that is under way is given up first: what it began can be found, and stopped, only then.
    await keeping;
    await started.stop();
  });
  keeping = Promise.all(
    parts(whole).map((part) =>
      keepRunning(part, life.signal).catch((problem) => {
        void life.fail(problem);
      }),
    ),
  );
  return whole;
}

/** Starts demo traffic on a cluster of ours; what it has to say goes into a file in `folder`. */
export function demoTraffic(life: Lifetime, folder: string, bootstrap: string, args: string[] = []): void {
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'demo.log');
  const child = startChild(join('scripts', 'demo', 'main.ts'), ['--brokers', bootstrap, ...args], {
    output: openSync(log, 'w'),
  });
  child.ended.then((how) => {
    if (!life.signal.aborted) console.log(`! Demo traffic ended (${how}); its log is ${log}`);
  });
  life.start('demo traffic', Promise.resolve(child), () => child.stop(5000));
}
