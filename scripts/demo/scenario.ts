import type { Kafka } from 'kafkajs';
import type { DemoKnobs } from './knobs.ts';
import type { Job } from './life.ts';
import type { Random } from './random.ts';
import type { DemoRecord } from './records/record.ts';
import type { TopicSpec } from './topics.ts';

/** What a scenario is given to work with. */
export interface DemoContext {
  readonly brokers: readonly string[];
  readonly knobs: DemoKnobs;
  readonly random: Random;
  /** Where the jars of the Java members are, or are to be put; without it there are no such members. */
  readonly javaLibs: string | undefined;
  /** For what one should know and would not find out otherwise. */
  log(line: string): void;
  /** Puts the prefix before the plain name of a topic, group or transactional id. */
  name(plain: string): string;
  kafka(clientId: string): Kafka;
  /** Adds a record to a topic of the demo. */
  send(topic: TopicSpec, record: DemoRecord): void;
}

/** One thing the demo shows. */
export interface Scenario {
  readonly name: string;
  /** What one sees, in one sentence. */
  readonly shows: string;
  readonly topics: readonly TopicSpec[];
  readonly groups: readonly string[];
  jobs(context: DemoContext): readonly Job[];
}

/** Gives the topics that some scenarios need, each once. */
export function topicsOf(scenarios: readonly Scenario[]): TopicSpec[] {
  return [...new Set(scenarios.flatMap((scenario) => scenario.topics))];
}
