import type { Phrase } from '#components/ui/answer.tsx';
import type { EngineStatus } from '#lib/api/schemas/settings.ts';
import { plural } from '#lib/client/format-number.ts';

/** Polls may begin this late without a word. */
export const LATE_MS = 1_000;

/** What is wrong with polling a cluster, as the end of a sentence that begins with its name; null where nothing is. */
export function troubleOf({ observedAt, stale, lease, engine, intervalMs }: EngineStatus): string | null {
  if (lease === null) return 'was never polled';
  if (lease.expired) return 'is polled by nobody';
  if (observedAt === null) return 'has not been read yet';
  if (stale) return 'was not read lately';
  if (engine.waitingPolls > 0) return 'has polls that wait for Postgres';
  if (engine.durationMs !== null && engine.durationMs > 0.8 * intervalMs)
    return 'takes almost its whole interval to read';
  return (engine.lateMs ?? 0) > LATE_MS ? 'is polled late' : null;
}

/** Whether the engine keeps up, and if not where it does not. */
export function engineAnswer(items: readonly EngineStatus[]): Phrase[] {
  if (items.length === 0) return ['No cluster is configured that you may see.'];
  const troubled = items.flatMap((item) => {
    const trouble = troubleOf(item);
    return trouble === null ? [] : [{ item, trouble }];
  });
  const [first, ...others] = troubled;
  if (first === undefined)
    return [items.length === 1 ? 'The cluster is polled on time.' : `All ${items.length} clusters are polled on time.`];
  return [
    { key: 'name', text: first.item.cluster, name: true },
    ' ',
    { key: 'what', text: first.trouble, tone: 'warn' },
    others.length === 0
      ? '.'
      : `, and ${plural(others.length, 'other')} has trouble, too.`.replace('others has', 'others have'),
  ];
}
