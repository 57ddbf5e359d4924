import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { step } from '../bootstrap/progress.mjs';
import { type LocalKafka, startKafka } from '../local/kafka.ts';
import { type LocalPostgres, startPostgres } from '../local/postgres.ts';
import { startChild } from './child.ts';
import type { Lifetime } from './lifetime.ts';

/** Out of the way of a Kafka at home on 9092; other free ports are taken where these are not. */
const KAFKA_PORTS = [19092, 19093, 19094];
const POSTGRES_PORT = 15432;

/** Starts the local Kafka with its data in `folder`. */
export function localKafka(life: Lifetime, folder: string): Promise<LocalKafka> {
  const dir = join(folder, 'kafka');
  const starting = step('Starting a local Kafka of three brokers', () =>
    startKafka({ dir, ports: KAFKA_PORTS, signal: life.signal }),
  );
  return life.start('Kafka', starting, (kafka) => kafka.stop());
}

/** Starts the local Postgres with its data in `folder`. */
export function localPostgres(life: Lifetime, folder: string): Promise<LocalPostgres> {
  const dir = join(folder, 'postgres');
  const starting = step('Starting a local Postgres', () =>
    startPostgres({ dir, port: POSTGRES_PORT, signal: life.signal }),
  );
  return life.start('Postgres', starting, (postgres) => postgres.stop());
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
