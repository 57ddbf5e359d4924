import { parseArgs } from 'node:util';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

/** How to call the demo. */
export const USAGE = `Demo traffic: producers, consumer groups and their troubles on a Kafka of your own.

  node scripts/demo/main.ts --brokers host:port[,host:port] [options]

  --brokers     bootstrap brokers; KAFKA_BROKERS when left out
  --prefix      put before the name of every topic and group
  --rate-scale  multiplies every rate (1)
  --only        scenarios to run, separated by commas (all)
  --seed        seed of the record makers (1)
  --java-libs   folder for the jars of the Streams application and the share group,
                which Maven fills when it is not there (none: they are left out)
  --list        print the scenarios and what each shows

Stop it with Ctrl-C. A second start finds its topics and goes on.
`;

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }
  | {
      readonly kind: 'run';
      readonly brokers: readonly string[];
      readonly prefix: string;
      readonly rateScale: number;
      readonly scenarios: readonly Scenario[];
      readonly seed: number;
      readonly javaLibs: string | undefined;
    };

/** Gives what the command line asks for, or throws an error that names the option which is wrong. */
export function parseArguments(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Command {
  const { values } = parseArgs({
    args: [...args],
    options: {
      brokers: { type: 'string' },
      prefix: { type: 'string', default: '' },
      'rate-scale': { type: 'string', default: '1' },
      only: { type: 'string' },
      seed: { type: 'string', default: '1' },
      'java-libs': { type: 'string' },
      list: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return { kind: 'help' };
  if (values.list) return { kind: 'list' };
  const brokers = (values.brokers ?? environment.KAFKA_BROKERS ?? '').split(',').filter((broker) => broker !== '');
  if (brokers.length === 0) throw new Error('--brokers is missing: for example --brokers 127.0.0.1:9092');
  return {
    kind: 'run',
    brokers,
    prefix: values.prefix,
    rateScale: positive('--rate-scale', values['rate-scale']),
    scenarios: values.only === undefined ? scenarios : values.only.split(',').map(scenarioNamed),
    seed: positive('--seed', values.seed),
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
  if (found !== undefined) return found;
  throw new Error(`--only: no scenario "${name}"; there are ${scenarios.map((one) => one.name).join(', ')}`);
}
