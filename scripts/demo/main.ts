import { parseArgs } from 'node:util';
import { startDemo } from './demo.ts';
import { diskBound } from './disk-bound.ts';
import { restKnobs } from './knobs.ts';
import { type Scenario, topicsOf } from './scenario.ts';
import { scenarios } from './scenarios.ts';

const USAGE = `Demo traffic: producers, consumer groups and their troubles on a Kafka of your own.

  node scripts/demo/main.ts --brokers host:port[,host:port] [options]

  --brokers     bootstrap brokers; KAFKA_BROKERS when left out
  --prefix      put before the name of every topic and group
  --rate-scale  multiplies every rate (1)
  --only        scenarios to run, separated by commas (all)
  --seed        seed of the record makers (1)
  --java-libs   folder for the jars of the Streams application and the share group,
                which Maven fills when it is not there (none: they are left out)
  --list        print the scenarios and what each shows

Stop it with Ctrl-C. A second start finds its topics and goes on.`;

interface Arguments {
  readonly brokers: readonly string[];
  readonly prefix: string;
  readonly rateScale: number;
  readonly scenarios: readonly Scenario[];
  readonly seed: number;
  readonly javaLibs: string | undefined;
}

/** Gives the arguments, or throws an error that says which one is wrong. */
function parseArguments(values: Record<string, string | undefined>, environment: NodeJS.ProcessEnv): Arguments {
  const brokers = (values.brokers ?? environment.KAFKA_BROKERS ?? '').split(',').filter((broker) => broker !== '');
  if (brokers.length === 0) throw new Error('--brokers is missing: for example --brokers 127.0.0.1:9092');
  return {
    brokers,
    prefix: values.prefix ?? '',
    rateScale: positive('--rate-scale', values['rate-scale'] ?? '1'),
    scenarios: values.only === undefined ? scenarios : values.only.split(',').map(scenarioNamed),
    seed: positive('--seed', values.seed ?? '1'),
    javaLibs: values['java-libs'],
  };
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new Error(`${option} is to be a number above 0, not "${text}"`);
  return value;
}

function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined)
    throw new Error(`--only: no scenario "${name}"; there are ${scenarios.map((one) => one.name).join(', ')}`);
  return found;
}

function log(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}

function run(): void {
  const { values } = parseArgs({
    options: {
      brokers: { type: 'string' },
      prefix: { type: 'string' },
      'rate-scale': { type: 'string' },
      only: { type: 'string' },
      seed: { type: 'string' },
      'java-libs': { type: 'string' },
      list: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return void process.stdout.write(`${USAGE}\n`);
  if (values.list)
    return void process.stdout.write(scenarios.map((one) => `${one.name.padEnd(18)} ${one.shows}\n`).join(''));
  const { list: _list, help: _help, ...texts } = values;
  const { rateScale, ...options } = parseArguments(texts, process.env);

  const megabytes = Math.ceil(
    topicsOf(options.scenarios).reduce((sum, topic) => sum + diskBound(topic), 0) / 1_000_000,
  );
  log(`at most ${megabytes} MB of disk in all, replicas included`);
  const demo = startDemo({ ...options, knobs: { ...restKnobs, rateScale }, log });
  void demo.ready.then(() => log('all scenarios are running; quiet from here on unless something is amiss'));
  const stop = (): void => {
    log('stopping');
    void demo.stop().finally(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

try {
  run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
  process.exitCode = 2;
}
