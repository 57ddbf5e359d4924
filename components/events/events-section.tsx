'use client';
import { type ReactNode, useState } from 'react';
import { CsvButton } from '#components/data-table/table-controls.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Loaded } from '#components/ui/loaded.tsx';
import { Section } from '#components/ui/section.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { type EventFilter, fetchAllEvents, useEvents } from '#lib/client/events.ts';
import { EVENT_COLUMNS } from './event-columns.ts';
import { EventList } from './event-list.tsx';

/** The most the API gives at once. */
const MOST_EVENTS = 1000;
const MORE = 5;

export interface EventsProps {
  cluster: string;
  filter: EventFilter;
  /** What the events are about, for the name of the file and of the list: `orders`. */
  subject: string;
  /** How many are shown before more are asked for. */
  first: number;
  /** What is said where there are none. */
  none: ReactNode;
  /** Beside the title, such as a link to all of them. */
  more?: ReactNode;
}

/** The newest events as a part of a page. */
export function EventsSection(props: EventsProps) {
  return (
    <Section
      id="events"
      title="Events"
      note="newest first"
      end={
        <>
          {props.more}
          <EventsCsv {...props} />
        </>
      }
    >
      <Events {...props} />
    </Section>
  );
}

/** The newest events, and more of them when asked for. */
export function Events({ cluster, filter, subject, first, none }: EventsProps) {
  const [limit, setLimit] = useState(first);
  const query = useEvents(cluster, filter, limit);
  return (
    <Loaded query={query} what={`The events of ${subject}`} skeleton={<EventsSkeleton lines={first} />}>
      {({ items, nextCursor }) =>
        items.length === 0 ? (
          <EmptyState title="No events yet">{none}</EmptyState>
        ) : (
          <>
            <EventList cluster={cluster} events={items} />
            {nextCursor !== null && limit < MOST_EVENTS ? (
              <Button
                look="bare"
                className="mt-1 -ml-2.5"
                disabled={query.isPlaceholderData}
                onClick={() => setLimit(Math.min(MOST_EVENTS, limit * MORE))}
              >
                Show older events
              </Button>
            ) : null}
          </>
        )
      }
    </Loaded>
  );
}

/** All events that match, as a file. */
export function EventsCsv({ cluster, filter, subject }: EventsProps) {
  return (
    <CsvButton
      model={{ columns: EVENT_COLUMNS, rows: undefined }}
      look="bare"
      title={`${subject} events`}
      loadAll={() => fetchAllEvents(cluster, filter)}
    />
  );
}

function EventsSkeleton({ lines }: { lines: number }) {
  return Array.from({ length: lines }, (_, line) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: all alike
    <div key={line} className="flex h-8 items-center border-b">
      <Skeleton className="h-3 w-full" />
    </div>
  ));
}
