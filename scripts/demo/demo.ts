import { setTimeout as delay } from 'node:timers/promises';
import { Admin } from '@platformatic/kafka';
import { registerCodecs } from './codecs.ts';
import { createMissingTopics } from './create-topics.ts';
import { kafkaClient } from './kafka-client.ts';
import { calmIdleConnections } from './kafkajs-idle-timer.ts';
import { type DemoKnobs, restKnobs } from './knobs.ts';
import { type Job, type Supervised, supervise } from './life.ts';
import { Outbox } from './outbox.ts';
import { seededRandom } from './random.ts';
import { type DemoContext, type Scenario, topicsOf } from './scenario.ts';
import { scenarios as allScenarios } from './scenarios.ts';
import type { TopicSpec } from './topics.ts';

/** What to run, and where. */
export interface DemoOptions {
  readonly brokers: readonly string[];
  /** Put before the name of every topic, group and transactional id. */
  readonly prefix?: string;
  readonly scenarios?: readonly Scenario[];
  readonly knobs?: DemoKnobs;
  readonly seed?: number;
  /** The folder for the jars of the Java members, filled by Maven when it is not there; left out, there are none. */
  readonly javaLibs?: string | undefined;
  readonly log?: (line: string) => void;
}

/** A demo under way. */
export interface Demo {
  /** Resolves when every producer sends and every member has joined; never, when stopped before. */
  readonly ready: Promise<void>;
  /** Leaves the groups and closes the clients; takes less than five seconds. */
  stop(): Promise<void>;
}

const STOP_WITHIN_MS = 4_000;

/** Starts the scenarios: creates the topics that are missing, then produces and consumes until stopped. */
export function startDemo(options: DemoOptions): Demo {
  registerCodecs();
  calmIdleConnections();
  const { brokers, prefix = '', scenarios = allScenarios, knobs = restKnobs, log = () => undefined } = options;
  const name = (plain: string): string => `${prefix}${plain}`;
  const kafka: DemoContext['kafka'] = (clientId) => kafkaClient(brokers, clientId);
  const random = seededRandom(options.seed ?? 1);
  const topics = topicsOf(scenarios).filter((topic) => topic.createdByItsApplication !== true);

  // One leaderless partition fails a whole kafkajs producer, so the unreplicated topics have one of their own.
  const outboxOf = (placement: TopicSpec['placement']): Outbox =>
    new Outbox({
      name: `producer (${placement})`,
      kafka: kafka('demo-producer'),
      random,
      knobs,
      topics: topics.filter((topic) => topic.placement === placement),
      topicName: name,
    });
  const outboxes = { replicated: outboxOf('replicated'), 'last-broker': outboxOf('last-broker') };
  const send: DemoContext['send'] = (topic, record) => outboxes[topic.placement].add(topic, record);
  const context: DemoContext = { brokers, knobs, random, javaLibs: options.javaLibs, log, name, kafka, send };

  const makeTopics: Job = {
    name: 'topics',
    run: async (life) => {
      const admin = new Admin({ clientId: 'demo', bootstrapBrokers: [...brokers] });
      try {
        await createMissingTopics(admin, topics, name, knobs);
      } finally {
        await admin.close();
      }
      life.up();
    },
  };

  const stopping = new AbortController();
  const supervised: Supervised[] = [];
  const start = (job: Job): Promise<void> => {
    const one = supervise(job, stopping.signal, log);
    supervised.push(one);
    return one.ready;
  };
  const startAll = async (): Promise<void> => {
    await start(makeTopics);
    const producers = Object.values(outboxes).filter((outbox) => !outbox.idle);
    const members = scenarios.flatMap((scenario) => {
      log(announcement(scenario, name));
      return scenario.jobs(context);
    });
    await Promise.all([...producers, ...members].map(start));
  };

  return {
    ready: startAll(),
    stop: async () => {
      stopping.abort();
      const ended = Promise.all(supervised.map((one) => one.ended));
      // A client in the middle of its retries cannot be hurried; the process ends without it.
      await Promise.race([ended, delay(STOP_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}

function announcement(scenario: Scenario, name: (plain: string) => string): string {
  const names = [...scenario.groups, ...scenario.topics.map((topic) => topic.name)].map(name);
  return `${scenario.name}: ${scenario.shows} (${names.join(', ')})`;
}
