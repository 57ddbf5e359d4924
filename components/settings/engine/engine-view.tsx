'use client';
import { Answer } from '#components/ui/answer.tsx';
import { LoadedIfAllowed } from '#components/ui/forbidden.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { useEngineStatus } from '#lib/client/settings.ts';
import { engineAnswer } from './engine-answer.ts';
import { EngineSection } from './engine-section.tsx';

/** Does the engine keep up, on every cluster? */
export function EngineView() {
  const status = useEngineStatus();
  return (
    <LoadedIfAllowed
      query={status}
      what="The figures of the engine"
      forWhom="those with a role on some cluster"
      skeleton={<Skeleton className="h-7 w-96 max-w-full" />}
    >
      {({ items }) => (
        <>
          <Answer phrases={engineAnswer(items)} />
          {items.map((item) => (
            <EngineSection key={item.cluster} status={item} />
          ))}
        </>
      )}
    </LoadedIfAllowed>
  );
}
