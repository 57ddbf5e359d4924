import { setTimeout as delay } from 'node:timers/promises';
import { registerCodecs } from './codecs.ts';
import { createMissingTopics } from './create-topics.ts';
import { kafkaClient, withAdmin } from './kafka-client.ts';
import { calmIdleConnections } from './kafkajs-idle-timer.ts';
import { type DemoKnobs, restKnobs } from './knobs.ts';
import { type Job, type Supervised, supervise } from './life.ts';
import { Outbox } from './outbox.ts';
import { seededRandom } from './random.ts';
import type { DemoContext, Scenario } from './scenario.ts';
import { scenarios as allScenarios } from './scenarios.ts';

/** What to run, and where. */
export interface DemoOptions {
  readonly brokers: readonly string[];
  /** Put before the name of every topic, group and transactional id. */
  readonly prefix?: string;
  readonly scenarios?: readonly Scenario[];
  readonly knobs?: DemoKnobs;
  readonly seed?: number;
  readonly log?: (line: string) => void;
}

/** A demo under way. */
export interface Demo {
  /** Resolves when every producer sends and every member has joined. */
  readonly ready: Promise<void>;
  /** Leaves the groups and closes the clients; takes at most `STOP_WITHIN_MS`. */
  stop(): Promise<void>;
}

const STOP_WITHIN_MS = 4_500;

/** Starts the scenarios: creates the topics that are missing, then produces and consumes until stopped. */
export function startDemo(options: DemoOptions): Demo {
  registerCodecs();
  calmIdleConnections();
  const { brokers, prefix = '', scenarios = allScenarios, knobs = restKnobs, log = () => undefined } = options;
  const random = seededRandom(options.seed ?? 1);
  const stopping = new AbortController();
  const name = (plain: string): string => `${prefix}${plain}`;
  const specs = [...new Set(scenarios.flatMap((scenario) => scenario.topics))];

  // One leaderless partition fails a whole kafkajs producer, so the unreplicated topics have one of their own.
  const outboxes = (['replicated', 'last-broker'] as const).map((placement) => {
    const topics = specs
      .filter((spec) => spec.placement === placement)
      .map((spec) => ({ spec, topic: name(spec.name) }));
    const kafka = kafkaClient(brokers, `${prefix}demo-producer`);
    const { lingerMs, rateScale } = knobs;
    return {
      placement,
      outbox: new Outbox({ name: `producer (${placement})`, kafka, random, lingerMs, rateScale, topics }),
    };
  });

  const context: DemoContext = {
    brokers,
    knobs,
    random,
    name,
    kafka: (clientId) => kafkaClient(brokers, clientId),
    send: (topic, record) => {
      outboxes.find((entry) => entry.placement === topic.placement)?.outbox.add(name(topic.name), record);
    },
  };

  const supervised: Supervised[] = [];
  const start = (job: Job): Supervised => {
    const started = supervise(job, stopping.signal, log);
    supervised.push(started);
    return started;
  };
  const makeTopics: Job = {
    name: 'topics',
    run: async (life) => {
      await withAdmin(kafkaClient(brokers, `${prefix}demo`), (admin) => createMissingTopics(admin, specs, name, knobs));
      life.up();
    },
  };
  const run = async (): Promise<void> => {
    await start(makeTopics).ready;
    const producers = outboxes.filter(({ outbox }) => !outbox.idle).map(({ outbox }) => start(outbox));
    const members = scenarios.flatMap((scenario) => {
      log(
        `${scenario.name}: ${scenario.shows} (${[...scenario.groups, ...scenario.topics.map((spec) => spec.name)].map(name).join(', ')})`,
      );
      return scenario.jobs(context).map(start);
    });
    await Promise.all([...producers, ...members].map((job) => job.ready));
  };
  const ready = run();

  return {
    ready,
    stop: async () => {
      stopping.abort();
      const ended = Promise.all(supervised.map((job) => job.ended));
      // A client in the middle of its retries cannot be hurried; the process ends without it.
      await Promise.race([ended, delay(STOP_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}
