import { z } from 'zod';
import type { Transaction } from '#lib/db/database.ts';
import { brokerKey } from '../event-store.ts';
import type { PollRange } from './polls.ts';

export type BrokerState = 'up' | 'unreachable' | 'down' | 'absent';

/** From an instant on: the state of a broker. */
export interface BrokerChange {
  atMs: number;
  state: BrokerState;
}

const STATES = {
  'broker-joined': 'up',
  'broker-back': 'up',
  'broker-unreachable': 'unreachable',
  'broker-down': 'down',
  'broker-gone': 'absent',
} as const;
const KINDS = Object.keys(STATES) as (keyof typeof STATES)[];

const eventRow = z.object({
  at: z.date(),
  kind: z.enum(KINDS),
  broker: z.int(),
  was: z.enum(['up', 'unreachable', 'down']).nullable().catch(null),
});
type EventRow = z.output<typeof eventRow>;

const nowRow = z.object({ broker: z.int(), state: z.enum(['up', 'unreachable', 'down']), since: z.date() });

/** How the state of each broker of a cluster went, change by change in order, by what the events tell and what is so now. */
export async function brokerCourses(tx: Transaction, range: PollRange): Promise<Map<number, BrokerChange[]>> {
  const { clusterId, fromMs, toMs } = range;
  const events = await tx.query(
    `select at, kind, (data->>'broker')::int4 as broker, data->>'was' as was from event
      where cluster_id = $1 and at >= $2 and at < $3 and kind = any($4) order by at, ordinal`,
    [clusterId, new Date(fromMs), new Date(toMs), KINDS],
    eventRow,
  );
  const now = await tx.query(
    `select broker_id as broker, state, state_since as since from broker_now where cluster_id = $1 order by broker_id`,
    [clusterId],
    nowRow,
  );
  const byBroker = Map.groupBy(events, ({ broker }) => broker);
  const brokers = new Set([...byBroker.keys(), ...now.map(({ broker }) => broker)]);
  const courses = new Map<number, BrokerChange[]>();
  for (const broker of brokers) {
    const own = byBroker.get(broker) ?? [];
    const present = now.find((one) => one.broker === broker);
    const [first] = own;
    const begin = first === undefined ? beginOf(present, fromMs) : await before(tx, range, first);
    const course = [begin, ...own.map(({ at, kind }): BrokerChange => ({ atMs: at.getTime(), state: STATES[kind] }))];
    courses.set(broker, [...course, ...untold(course.at(-1), present)]);
  }
  return courses;
}

/** Of a poll with very many events not all are kept: what became of a broker since is told by what it is. */
function untold(last: BrokerChange | undefined, now: z.output<typeof nowRow> | undefined): BrokerChange[] {
  const isTold =
    now === undefined || last === undefined || last.state === now.state || now.since.getTime() <= last.atMs;
  return isTold ? [] : [{ atMs: now.since.getTime(), state: now.state }];
}

/** Of a broker of which no event tells: as it is now, since whenever. */
function beginOf(now: z.output<typeof nowRow> | undefined, fromMs: number): BrokerChange {
  if (now === undefined) return { atMs: fromMs, state: 'absent' };
  return { atMs: now.state === 'up' ? fromMs : now.since.getTime(), state: now.state };
}

/** What a broker was before an event: what the event says, else the one before it. */
async function before(tx: Transaction, { clusterId, fromMs }: PollRange, event: EventRow): Promise<BrokerChange> {
  if (event.kind === 'broker-joined') return { atMs: fromMs, state: 'absent' };
  const [last] = await tx.query(
    `select at, kind, (data->>'broker')::int4 as broker, data->>'was' as was from event
      where cluster_id = $1 and at < $2 and kind = any($3) and subjects @> array[$4] order by at desc, ordinal desc limit 1`,
    [clusterId, new Date(fromMs), KINDS, brokerKey(event.broker)],
    eventRow,
  );
  const known = last && { atMs: last.at.getTime(), state: STATES[last.kind] };
  if (event.kind === 'broker-back' && event.was !== null) {
    return { atMs: known?.state === event.was ? known.atMs : fromMs, state: event.was };
  }
  return known ?? { atMs: fromMs, state: event.kind === 'broker-gone' ? 'down' : 'up' };
}
