import { parseArguments, USAGE } from './arguments.ts';
import { startDemo } from './demo.ts';
import { diskBound } from './disk-bound.ts';
import { restKnobs } from './knobs.ts';
import { topicsOf } from './scenario.ts';
import { scenarios } from './scenarios.ts';

function log(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}

function main(): void {
  const command = parseArguments(process.argv.slice(2), process.env);
  if (command.kind === 'help') return void process.stdout.write(USAGE);
  if (command.kind === 'list') {
    return void process.stdout.write(scenarios.map((one) => `${one.name.padEnd(18)} ${one.shows}\n`).join(''));
  }
  const { rateScale, ...options } = command;
  const bytes = topicsOf(options.scenarios).reduce((sum, topic) => sum + diskBound(topic), 0);
  log(`at most ${Math.ceil(bytes / 1_000_000)} MB of disk in all, replicas included`);

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
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
