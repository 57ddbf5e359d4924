import type { PollAge } from '#lib/views/poll-ages.ts';
import type { Readiness } from './schemas/service.ts';

/**
 * Ready when Postgres answers and at least one cluster was polled just now: a collector that lost one of several clusters still
 * has live data to show. A cluster of which no broker answered fails its check alone: pages say so, and somebody must see them.
 * `ages` is what Postgres says, or why it says nothing.
 */
export function judgeReadiness(ages: readonly PollAge[] | string, now: Date): Readiness {
  if (typeof ages === 'string') return { ready: false, checks: [{ name: 'postgres', ok: false, detail: ages }] };
  return {
    ready: ages.some(({ stale }) => !stale),
    checks: [
      { name: 'postgres', ok: true, detail: 'answers' },
      ...ages.map((age) => ({
        name: `poll:${age.cluster}`,
        ok: !age.stale && age.reachable,
        detail: inWords(age, now),
      })),
    ],
  };
}

/** The same for whoever may not see all clusters: how many are in trouble and not which, and of the database nothing but whether. */
export function inShort({ ready, checks }: Readiness): Readiness {
  const [postgres, ...polls] = checks;
  const fine = polls.filter(({ ok }) => ok).length;
  return {
    ready,
    checks: [
      { name: 'postgres', ok: postgres?.ok === true, detail: postgres?.ok ? 'answers' : 'cannot be used' },
      { name: 'polls', ok: fine === polls.length, detail: `${fine} of ${polls.length} clusters are polled and answer` },
    ].slice(0, polls.length === 0 ? 1 : 2),
  };
}

function inWords({ cluster, polledAt, stale, reachable, observedAt }: PollAge, now: Date): string {
  if (polledAt === null) return `${cluster} has not been polled yet: is the engine running?`;
  const age = `the newest poll of ${cluster} is ${secondsSince(polledAt, now)} s old`;
  if (stale) return `${age}: is the engine running?`;
  if (reachable) return age;
  const last = observedAt === null ? 'none ever did' : `the last answer is ${secondsSince(observedAt, now)} s old`;
  return `${age}, and no broker answered it: ${last}`;
}

const secondsSince = (instant: string, now: Date): number =>
  Math.max(0, Math.round((now.getTime() - Date.parse(instant)) / 1000));
