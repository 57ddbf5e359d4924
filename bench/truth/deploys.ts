import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { runClassicMember } from '#scripts/demo/classic-member.ts';
import { aborted, type Job, type Life, pause } from '#scripts/demo/life.ts';
import { runModernMember } from '#scripts/demo/modern-member.ts';
import { shipmentRecord } from '#scripts/demo/records/commerce.ts';
import type { DemoContext, Scenario } from '#scripts/demo/scenario.ts';
import { type TopicSpec, topics } from '#scripts/demo/topics.ts';

const MEMBERS = 10;
const PARTITIONS = 12;
/** Between two members of a rolling deploy. */
const STEP_MS = 6_000;

const TOPIC: TopicSpec = {
  ...topics.shipments,
  name: 'deploys',
  partitions: PARTITIONS,
  traffic: { pattern: { kind: 'steady', perSecond: 24 }, make: shipmentRecord },
};

/** One member until the signal. */
type RunMember = (context: DemoContext, group: string, nth: number, life: Life) => Promise<void>;

const eager: RunMember = (context, group, nth, life) =>
  runClassicMember(context, { group, clientId: `${group}-${nth}`, topics: [TOPIC] }, life);
const consumerProtocol: RunMember = (context, group, nth, life) =>
  runModernMember(context, { group, clientId: `${group}-${nth}`, topic: TOPIC, protocol: 'consumer' }, life);
const staticMember: RunMember = (context, group, nth, life) => {
  const clientId = `${group}-${nth}`;
  return runModernMember(
    context,
    { group, clientId, topic: TOPIC, protocol: 'classic', groupInstanceId: clientId },
    life,
  );
};

const KINDS: Record<string, RunMember> = { eager, 'consumer-protocol': consumerProtocol, static: staticMember };

/** Names of the groups under deployment. */
export const DEPLOYED_GROUPS = [...Object.keys(KINDS), 'cooperative'].map((kind) => `deployed-${kind}`);

/** Groups of ten members each, one of which is always being restarted. `javaClients`: java, and the folder with Kafka's jars. */
export function deployScenarios(javaClients: JavaClients): Scenario[] {
  const scenarioOf = (kind: string, jobs: Scenario['jobs']): Scenario => ({
    name: kind,
    shows: `Ten members, one after the other restarted: ${kind}.`,
    topics: [TOPIC],
    groups: [`deployed-${kind}`],
    jobs,
  });
  return [
    ...Object.entries(KINDS).map(([kind, run]) =>
      scenarioOf(kind, (context) => [rollingDeploy(context, `deployed-${kind}`, run)]),
    ),
    scenarioOf('cooperative', (context) => [cooperativeDeploy(context, 'deployed-cooperative', javaClients)]),
  ];
}

function rollingDeploy(context: DemoContext, group: string, run: RunMember): Job {
  return {
    name: group,
    async run(life) {
      const up = new Set<number>();
      const members = Array.from({ length: MEMBERS }, (_, nth) => new Restarted(nth));
      const ended = members.map((member) =>
        member.keep(life.signal, (signal) =>
          run(context, group, member.nth, {
            signal,
            up: () => {
              up.add(member.nth);
              if (up.size === MEMBERS) life.up();
            },
          }),
        ),
      );
      for (let turn = 0; !life.signal.aborted; turn++) {
        await pause(STEP_MS, life.signal);
        if (up.size === MEMBERS) members[turn % MEMBERS]?.restart();
      }
      await Promise.all(ended);
    },
  };
}

/** A member that starts again whenever it is told to, or its client gives up. */
class Restarted {
  readonly nth: number;
  #current = new AbortController();

  constructor(nth: number) {
    this.nth = nth;
  }

  restart(): void {
    this.#current.abort();
  }

  async keep(signal: AbortSignal, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      this.#current = new AbortController();
      await run(AbortSignal.any([signal, this.#current.signal])).catch(() => pause(1_000, signal));
    }
  }
}

export interface JavaClients {
  java: string;
  jars: string;
}

/** Only Java's consumer revokes cooperatively: ten of them in one JVM. */
function cooperativeDeploy(context: DemoContext, group: string, { java, jars }: JavaClients): Job {
  return {
    name: group,
    async run(life) {
      const source = join(import.meta.dirname, 'CooperativeMembers.java');
      const options = ['-Xmx160m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', join(jars, '*')];
      const what = [context.brokers.join(','), context.name(group), context.name(TOPIC.name), MEMBERS, STEP_MS];
      const jvm = spawn(java, [...options, source, ...what.map(String)], { stdio: ['pipe', 'pipe', 'ignore'] });
      const exited = once(jvm, 'exit');
      jvm.stdout.on('data', (said: Buffer) => {
        if (said.includes('READY')) life.up();
      });
      await Promise.race([exited, aborted(life.signal)]);
      // It ends with its standard input.
      jvm.stdin.end();
      await exited;
    },
  };
}
