import type { z } from 'zod';
import type { EventData } from '#lib/events/event.ts';
import { BROKER_KINDS } from '#lib/events/kinds/brokers.ts';
import type { TopicPartitionNow } from '#lib/history/contract.ts';
import type { PartitionEvidence } from '#lib/lag/causes/evidence.ts';

/** What is wrong with the replicas of a partition at a moment. */
export type Replication = Pick<PartitionEvidence, 'offline' | 'underMinIsr'>;

export const IN_ORDER: Replication = { offline: null, underMinIsr: null };

/** An event of a topic as it is stored. */
export interface StoredEvent {
  atMs: number;
  kind: string;
  data: unknown;
}

/** Kinds of events by which replicas and leaders came and went. */
export const REPLICATION_EVENTS = ['isr-left', 'isr-joined', 'partitions-offline', 'partitions-online'] as const;
type ReplicationEvent = (typeof REPLICATION_EVENTS)[number];

/** The topic as it is now. */
export interface TopicReplication {
  topic: string;
  minIsr: number | null;
  partitions: readonly Pick<TopicPartitionNow, 'partition' | 'leader' | 'replicas' | 'isr'>[];
}

/**
 * Leader and replicas in sync of each partition at a moment: as they are now, with what happened since undone. `events` are those
 * of the topic, newest first, from some time before the moment on, which tells since when. Pure.
 */
export function replicationAt(
  { topic, minIsr, partitions }: TopicReplication,
  events: readonly StoredEvent[],
  atMs: number,
): Map<number, Replication> {
  const steps = events.flatMap((one) => stepOf(one, topic) ?? []);
  return new Map(
    partitions.map(({ partition, leader, replicas, isr }) => {
      const walk = new WalkBack(isr, leader === null);
      const own = steps.filter((step) => step.partitions.has(partition));
      for (const step of own) if (step.atMs > atMs) walk.undo(step);
      const least = Math.min(minIsr ?? 1, replicas.length);
      const offline = walk.offline;
      const inSync = walk.inSync;
      const before = own.filter((step) => step.atMs <= atMs);
      const replication: Replication = {
        offline: offline ? { sinceMs: before.find(({ kind }) => kind === 'partitions-offline')?.atMs ?? null } : null,
        underMinIsr:
          !offline && inSync < least ? { inSync, minIsr: least, sinceMs: fellAtMs(walk, before, least) } : null,
      };
      return [partition, replication] as const;
    }),
  );
}

interface Step {
  atMs: number;
  kind: ReplicationEvent;
  broker: number | null;
  partitions: ReadonlySet<number>;
}

/** Goes back from event to event. */
class WalkBack {
  #inSync: Set<number>;
  offline: boolean;

  constructor(isr: readonly number[], offline: boolean) {
    this.#inSync = new Set(isr);
    this.offline = offline;
  }

  get inSync(): number {
    return this.#inSync.size;
  }

  undo({ kind, broker }: Step): void {
    if (kind === 'partitions-offline') this.offline = false;
    else if (kind === 'partitions-online') this.offline = true;
    else if (broker !== null && kind === 'isr-left') this.#inSync.add(broker);
    else if (broker !== null) this.#inSync.delete(broker);
  }
}

/** When the replicas in sync fell below what must be; null where no event tells. */
function fellAtMs(walk: WalkBack, before: readonly Step[], least: number): number | null {
  for (const step of before) {
    walk.undo(step);
    if (walk.inSync >= least) return step.atMs;
  }
  return null;
}

/** What an event says of the partitions of a topic; of more than it lists, of those alone. */
function stepOf({ atMs, kind, data }: StoredEvent, topic: string): Step | null {
  const known = REPLICATION_EVENTS.find((one) => one === kind);
  const parsed = known && parse(known, data);
  if (known === undefined || !parsed?.success) return null;
  const broker = 'broker' in parsed.data ? parsed.data.broker : null;
  const named = parsed.data.partitions.topics.find((one) => one.topic === topic)?.partitions ?? [];
  return { atMs, kind: known, broker, partitions: new Set(named) };
}

type ReplicationData = EventData<'isr-left'> | EventData<'partitions-offline'>;

const parse = (kind: ReplicationEvent, data: unknown): z.ZodSafeParseResult<ReplicationData> =>
  BROKER_KINDS[kind].data.safeParse(data);
