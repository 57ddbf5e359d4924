import { join } from 'node:path';
import { Problem, report } from './bootstrap/problem.mjs';
import { step } from './bootstrap/progress.mjs';
import type { LocalBroker } from './local/broker.ts';
import { findKafka } from './local/kafka.ts';
import { readSettings } from './run/settings.ts';

const USAGE = `npm run broker -- <id> <what>, beside npm start, to see what a console shows when a broker is in trouble:
  kill    ends it without warning, and leaves it so
  stop    ends it in order, and leaves it so
  start   starts it again
  freeze  lets it accept connections and never answer
  thaw    lets it go on`;

const ACTS: Record<string, (broker: LocalBroker) => Promise<void>> = {
  kill: (broker) => excused(broker).kill('SIGKILL'),
  stop: (broker) => excused(broker).stop(),
  start: (broker) => broker.start(),
  freeze: (broker) => broker.kill('SIGSTOP'),
  thaw: (broker) => broker.kill('SIGCONT'),
};

/** Beside npm start, which starts again what ended unexpectedly. */
function excused(broker: LocalBroker): LocalBroker {
  broker.excuse();
  return broker;
}

async function main([id, what = '']: string[]): Promise<void> {
  const act = ACTS[what];
  if (!act) throw new Problem(USAGE);
  const folder = join(readSettings().server.dataDir, 'kafka');
  const kafka = await findKafka({ dir: folder });
  if (!kafka) throw new Problem(`There is no local Kafka in ${folder}. Run npm start first.`);
  const broker = kafka.brokers.find((one) => String(one.id) === id);
  if (!broker)
    throw new Problem(`There is no broker ${id}; there are ${kafka.brokers.map((one) => one.id).join(', ')}.`);
  await step(`Broker ${id}: ${what}`, () => act(broker));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = report(error);
}
