import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireJava } from '#scripts/local/java.ts';
import { kafkaJars } from '#scripts/local/kafka-jars.ts';

/** One row of `kafka-consumer-groups --describe`, as printed; "-" is what the tool prints for "none". */
export interface CliRow {
  group: string;
  topic: string;
  partition: number;
  current: string;
  end: string;
  lag: string;
}

/** What Kafka's own tool says of these groups on these topics: the peer that the lag of tests is compared with. */
export async function describeByCli(bootstrap: string, groups: string[], topics: string[]): Promise<CliRow[]> {
  const [java, jars] = await Promise.all([requireJava(), kafkaJars()]);
  const jvm = [
    '-Xmx256m',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-Dfile.encoding=UTF-8',
    '-Dstdout.encoding=UTF-8',
  ];
  const tool = 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand';
  const wanted = groups.flatMap((group) => ['--group', group]);
  const { stdout } = await promisify(execFile)(
    java,
    [
      ...jvm,
      '-cp',
      join(jars, '*'),
      tool,
      '--bootstrap-server',
      bootstrap,
      '--timeout',
      '30000',
      '--describe',
      ...wanted,
    ],
    // Java takes the encoding of its arguments from the locale.
    { env: { ...process.env, LC_ALL: 'C.UTF-8' } },
  );
  return readTable(stdout, groups, topics);
}

/** Names may hold spaces, so rows are found by the names that were asked for. Pure. */
export function readTable(output: string, groups: string[], topics: string[]): CliRow[] {
  return output.split('\n').flatMap((line) => {
    for (const group of groups) {
      if (!line.startsWith(`${group} `)) continue;
      for (const topic of topics) {
        const rest = line.slice(group.length).trimStart();
        if (!rest.startsWith(`${topic} `)) continue;
        const [partition = '', current = '', end = '', lag = ''] = rest.slice(topic.length).trim().split(/\s+/);
        return [{ group, topic, partition: Number(partition), current, end, lag }];
      }
    }
    return [];
  });
}
