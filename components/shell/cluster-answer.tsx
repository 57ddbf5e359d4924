'use client';
import { Answer } from '#components/ui/answer.tsx';
import { useNow } from '#lib/client/use-now.ts';
import { useCluster } from './cluster-context.tsx';
import { asLastRead, type ShownAnswer, type Standing, standingOf } from './standing.ts';

/** The sentence that answers the question of a page of a cluster: it never says more than was read, nor as if it were now. */
export function ClusterAnswer(answer: ShownAnswer) {
  const cluster = useCluster();
  const now = useNow();
  return <Answer phrases={asLastRead(answer, cluster, now)} />;
}

/** What may be said now of what was observed at `observedAt`. */
export function useStanding(observedAt: string | null): Standing {
  const cluster = useCluster();
  const now = useNow();
  return standingOf(cluster, observedAt, now);
}
