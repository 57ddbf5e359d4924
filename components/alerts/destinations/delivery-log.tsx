'use client';
import Link from 'next/link';
import { useCluster } from '#components/shell/cluster-context.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Loaded } from '#components/ui/loaded.tsx';
import { Refusal } from '#components/ui/refusal.tsx';
import { Section } from '#components/ui/section.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { Delivery, Destination } from '#lib/api/schemas/destinations.ts';
import { useDeliveries, useRedeliver } from '#lib/client/alerts.ts';
import { plural } from '#lib/client/format-number.ts';
import { incidentPage } from '#lib/client/routes.ts';

/** What was told to a destination, the newest first, and what became of each attempt. */
export function DeliveryLog({ destination, onClose }: { destination: Destination; onClose: () => void }) {
  const query = useDeliveries(destination.id);
  return (
    <Section
      id="deliveries"
      title={`Deliveries to ${destination.name}`}
      end={
        <Button shape="small" onClick={onClose}>
          Close
        </Button>
      }
    >
      <Loaded query={query} what="The deliveries" skeleton={<Skeleton className="h-40" />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="Nothing was told to it yet." />
          ) : (
            <ul className="divide-y">
              {items.map((delivery) => (
                <DeliveryRow key={delivery.id} delivery={delivery} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

const STATE_INK = { waiting: 'text-warn', delivered: 'text-ok', parked: 'text-danger' };

function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { name: cluster } = useCluster();
  const redeliver = useRedeliver();
  const { event, summary, incident, state, reason, createdAt, attempts } = delivery;
  const [newest] = attempts;
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2">
      <Instant at={createdAt} className="text-ink-2" />
      <span className="w-24 text-ink-2">{event}</span>
      <span className="min-w-0 flex-1 basis-64 [overflow-wrap:anywhere]">
        {incident === null ? (
          summary
        ) : (
          <Link
            href={incidentPage(cluster, incident)}
            prefetch={false}
            className="hover:underline hover:underline-offset-3"
          >
            {summary}
          </Link>
        )}
      </span>
      <span className={STATE_INK[state]}>{state}</span>
      <span className="w-full text-sm text-ink-3 [overflow-wrap:anywhere]">
        {attempts.length === 0
          ? 'not tried yet'
          : `${plural(newest?.attempt ?? attempts.length, 'attempt')}; the last: `}
        {newest === undefined ? null : `${newest.detail} in ${newest.durationMs} ms`}
        {state === 'waiting' && attempts.length > 0 && delivery.nextAt !== null ? (
          <>
            ; tried again at <Instant at={delivery.nextAt} />
          </>
        ) : null}
        {state === 'parked' ? (
          <Button
            shape="small"
            className="ml-2 text-ink"
            aria-label={`Redeliver ${summary}`}
            disabled={redeliver.isPending}
            onClick={() => redeliver.mutate(delivery.id)}
          >
            Redeliver
          </Button>
        ) : null}
        {state === 'parked' && newest === undefined ? reason : null}
      </span>
      {redeliver.error ? <Refusal error={redeliver.error} /> : null}
    </li>
  );
}
