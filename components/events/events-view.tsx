'use client';
import { ClusterAnswer } from '#components/shell/cluster-answer.tsx';
import { useCluster } from '#components/shell/cluster-context.tsx';
import { EventsSection } from './events-section.tsx';

const EVERYTHING = {};

/** What happened on this cluster? */
export function EventsView() {
  const { name, row } = useCluster();
  return (
    <>
      <ClusterAnswer
        observedAt={row?.observedAt ?? null}
        phrases={[{ key: 'what', text: 'What changed from one poll to the next.' }]}
      />
      <EventsSection
        cluster={name}
        filter={EVERYTHING}
        subject={name}
        first={100}
        none="What comes, goes or changes from one poll to the next is told here."
      />
    </>
  );
}
