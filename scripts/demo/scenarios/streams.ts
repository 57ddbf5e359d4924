import type { Life } from '../life.ts';
import type { DemoContext, Scenario } from '../scenario.ts';
import { javaTrouble, provideJars } from '../streams/jars.ts';
import { runJavaMembers } from '../streams/java-members.ts';
import { topics } from '../topics.ts';

const NAME = 'streams';

/** What only Java clients can be, together in one small JVM. */
export const streams: Scenario = {
  name: NAME,
  shows:
    'A Kafka Streams application on group.protocol=streams (KIP-1071) with its internal topics, and a share group (KIP-932).',
  topics: [
    topics.orders,
    topics.orderTotals,
    topics.orderTotalsRepartition,
    topics.orderTotalsChangelog,
    topics.shipments,
  ],
  groups: ['order-totals', 'label-printers'],
  jobs: (context) => [{ name: NAME, run: (life) => runIfPossible(context, life) }],
};

async function runIfPossible(context: DemoContext, life: Life): Promise<void> {
  const trouble = context.javaLibs === undefined ? 'no folder for its jars was given' : await javaTrouble();
  if (context.javaLibs === undefined || trouble !== undefined) {
    context.log(`${NAME}: left out, since ${trouble}`);
    return life.up();
  }
  await provideJars(context.javaLibs, life.signal);
  await runJavaMembers(context, context.javaLibs, life);
}
