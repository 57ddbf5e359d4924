import { Consumer, type ConsumerOptions } from '@platformatic/kafka';
import { aborted, failure, type Job, type Life } from './life.ts';
import type { DemoContext } from './scenario.ts';
import type { TopicSpec } from './topics.ts';

/** A member with what kafkajs cannot do: the consumer protocol (KIP-848), a static identity, commits past markers. */
export interface ModernMember {
  readonly group: string;
  readonly clientId: string;
  readonly topic: TopicSpec;
  readonly protocol: 'classic' | 'consumer';
  /** Makes the member a static one. */
  readonly groupInstanceId?: string;
}

type Options = ConsumerOptions<Buffer, Buffer, Buffer, Buffer>;

const METADATA_MAX_AGE_MS = 60_000;

/** A coordinator that moves costs some heartbeats; a member which its group forgot never gets back by itself. */
const HEARTBEATS_LOST_FOR_GOOD = 5;

/** Gives the job of being one member: joins, consumes all it gets at once, leaves at the end. */
export function modernMember(context: DemoContext, member: ModernMember): Job {
  return { name: member.clientId, run: (life) => runModernMember(context, member, life) };
}

/** Is one member until the signal, or until its client gives up. */
export async function runModernMember(context: DemoContext, member: ModernMember, life: Life): Promise<void> {
  const { knobs } = context;
  const consumer = new Consumer(consumerOptions(context, member));
  const broken = failure();
  let lostHeartbeats = 0;
  consumer.on('error', broken.reject);
  consumer.on('consumer:heartbeat:end', () => {
    lostHeartbeats = 0;
  });
  consumer.on('consumer:heartbeat:error', ({ error }) => {
    lostHeartbeats += 1;
    if (lostHeartbeats >= HEARTBEATS_LOST_FOR_GOOD) broken.reject(error);
  });
  try {
    const stream = await consumer.consume({
      topics: [context.name(member.topic.name)],
      mode: 'committed',
      fallbackMode: 'earliest',
      maxWaitTime: knobs.fetchWaitMs,
      autocommit: knobs.commitMs,
    });
    stream.on('data', () => undefined);
    stream.on('error', broken.reject);
    life.up();
    await Promise.race([broken.promise, aborted(life.signal)]);
    await stream.close();
  } finally {
    await consumer.close(true);
  }
}

function consumerOptions(context: DemoContext, member: ModernMember): Options {
  const { knobs } = context;
  const base = {
    bootstrapBrokers: [...context.brokers],
    clientId: member.clientId,
    groupId: context.name(member.group),
    metadataMaxAge: METADATA_MAX_AGE_MS,
    ...(member.groupInstanceId === undefined ? {} : { groupInstanceId: member.groupInstanceId }),
  };
  if (member.protocol === 'consumer') return { ...base, groupProtocol: 'consumer' };
  return { ...base, sessionTimeout: knobs.sessionTimeoutMs, heartbeatInterval: knobs.heartbeatMs };
}
