import { type ClassicMember, runClassicMember } from './classic-member.ts';
import { type Life, pause } from './life.ts';
import type { DemoContext } from './scenario.ts';

/**
 * Is a member until a condition holds, looked at again and again; then leaves the group. A look that fails counts as
 * "not yet": the member has nothing to do with a broker that is away.
 */
export async function memberUntil(
  context: DemoContext,
  member: ClassicMember,
  life: Life,
  condition: () => Promise<boolean>,
): Promise<void> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([life.signal, leaving.signal]);
  const watch = async (): Promise<void> => {
    while (!signal.aborted && !(await condition().catch(() => false)))
      await pause(Math.min(1_000, context.knobs.watchMs), signal);
  };
  const membership = runClassicMember(context, member, { ...life, signal });
  try {
    await Promise.race([membership, watch()]);
  } finally {
    leaving.abort();
    await membership;
  }
}
