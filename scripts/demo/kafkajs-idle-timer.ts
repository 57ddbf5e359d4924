import { createRequire } from 'node:module';

/** The part of kafkajs' queue of requests that is put right here. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

const PATH = 'kafkajs/src/network/requestQueue';

/**
 * Keeps kafkajs 2.2.4 from waking each idle connection every millisecond: it arms its "requests are waiting" timer
 * also when none is, with a delay in the past (tulios/kafkajs#1751). Sixty idle connections cost 5 % of a core.
 */
export function calmIdleConnections(): void {
  const RequestQueue: unknown = createRequire(import.meta.url)(PATH);
  if (!hasQueuePrototype(RequestQueue))
    throw new Error(`${PATH} is not what it was in kafkajs 2.2.4: see if it still needs to be calmed`);
  const queue = RequestQueue.prototype;
  if (patched.has(queue)) return;
  patched.add(queue);
  const schedule = queue.scheduleCheckPendingRequests;
  queue.scheduleCheckPendingRequests = function scheduleWhenNeeded(this: RequestQueue): void {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
}

const patched = new WeakSet<object>();

function hasQueuePrototype(candidate: unknown): candidate is { readonly prototype: RequestQueue } {
  return (
    typeof candidate === 'function' &&
    'scheduleCheckPendingRequests' in candidate.prototype &&
    typeof candidate.prototype.scheduleCheckPendingRequests === 'function'
  );
}
