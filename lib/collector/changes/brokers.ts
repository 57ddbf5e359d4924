import { event } from '#lib/events/event.ts';
import type { BrokerNow, EventRecord } from '#lib/history/contract.ts';

/** Brokers that came, went, or changed their state. */
export function brokerChanges(before: readonly BrokerNow[], after: readonly BrokerNow[]): EventRecord[] {
  const known = new Map(before.map((broker) => [broker.brokerId, broker]));
  const here = new Set(after.map(({ brokerId }) => brokerId));
  const gone = before.filter(({ brokerId }) => !here.has(brokerId));
  return [
    ...after.flatMap((broker) => stateChange(known.get(broker.brokerId), broker)),
    ...gone.map(({ brokerId }) => event('broker-gone', { broker: brokerId })),
  ];
}

function stateChange(before: BrokerNow | undefined, { brokerId, state, failure }: BrokerNow): EventRecord[] {
  if (before?.state === state) return [];
  if (state === 'down') return [event('broker-down', { broker: brokerId })];
  if (state === 'unreachable') {
    return [event('broker-unreachable', { broker: brokerId, reason: failure?.message ?? null })];
  }
  return [
    before
      ? event('broker-back', { broker: brokerId, was: before.state })
      : event('broker-joined', { broker: brokerId }),
  ];
}
