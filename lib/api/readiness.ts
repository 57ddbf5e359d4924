import type { PollAge } from '#lib/views/poll-ages.ts';
import type { Readiness } from './schemas/service.ts';

/**
 * Ready when Postgres answers and at least one cluster was polled just now: a collector that lost one of several clusters still
 * has live data to show. `ages` is what Postgres says, or why it says nothing.
 */
export function judgeReadiness(ages: readonly PollAge[] | string, now: Date): Readiness {
  if (typeof ages === 'string') return { ready: false, checks: [{ name: 'postgres', ok: false, detail: ages }] };
  return {
    ready: ages.some(({ stale }) => !stale),
    checks: [
      { name: 'postgres', ok: true, detail: 'answers' },
      ...ages.map((age) => ({ name: `poll:${age.cluster}`, ok: !age.stale, detail: inWords(age, now) })),
    ],
  };
}

function inWords({ cluster, polledAt, stale }: PollAge, now: Date): string {
  if (polledAt === null) return `${cluster} has not been polled yet: is the engine running?`;
  const ageSeconds = Math.max(0, Math.round((now.getTime() - Date.parse(polledAt)) / 1000));
  const age = `the newest poll of ${cluster} is ${ageSeconds} s old`;
  return stale ? `${age}: is the engine running?` : age;
}
