'use client';
import { useEffect, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Loaded } from '#components/ui/loaded.tsx';
import { Section } from '#components/ui/section.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { Destination } from '#lib/api/schemas/destinations.ts';
import { useDeliveries } from '#lib/client/alerts.ts';
import { DeliveryRow } from './delivery-row.tsx';

const FIRST = 50;
/** The most the API gives at once. */
const MOST = 1000;
const MORE = 5;

/** What was told to a destination, the newest first, and what became of each attempt. */
export function DeliveryLog({ destination, onClose }: { destination: Destination; onClose: () => void }) {
  const [limit, setLimit] = useState(FIRST);
  const query = useDeliveries(destination.id, limit);
  const place = useRef<HTMLDivElement>(null);
  // It opens below a list that may fill the window.
  useEffect(() => place.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <div ref={place}>
      <Section
        id="deliveries"
        title={`Deliveries to ${destination.name}`}
        note="newest first"
        end={
          <Button shape="small" onClick={onClose}>
            Close
          </Button>
        }
      >
        <Loaded query={query} what="The deliveries" skeleton={<Skeleton className="h-40" />}>
          {({ items, nextCursor }) =>
            items.length === 0 ? (
              <EmptyState title="Nothing was told to it yet.">
                What a rule that names it finds is told here, with what was answered. Tests are not kept.
              </EmptyState>
            ) : (
              <>
                <ul className="divide-y">
                  {items.map((delivery) => (
                    <DeliveryRow key={delivery.id} delivery={delivery} />
                  ))}
                </ul>
                {nextCursor !== null && limit < MOST ? (
                  <Button
                    look="bare"
                    className="mt-1 -ml-2.5"
                    disabled={query.isPlaceholderData}
                    onClick={() => setLimit(Math.min(MOST, limit * MORE))}
                  >
                    Show older deliveries
                  </Button>
                ) : null}
              </>
            )
          }
        </Loaded>
      </Section>
    </div>
  );
}
