import { EVENT_SEVERITY } from '#components/status/event-severity.ts';
import { TONE_INK } from '#components/status/tone.ts';
import { cx } from '#components/ui/class-names.ts';
import { StatusIcon } from '#components/ui/icon.tsx';
import { Instant } from '#components/ui/instant.tsx';
import type { Event } from '#lib/api/schemas/events.ts';
import { EventSentence } from './event-sentence.tsx';

/** Events, one line each: when, how much it matters, and what happened. */
export function EventList({ cluster, events }: { cluster: string; events: readonly Event[] }) {
  return (
    <ol>
      {events.map((event) => (
        <li
          key={event.id}
          className="grid grid-cols-[6.5rem_1.25rem_minmax(0,1fr)] gap-x-2 border-b py-[5.5px] max-md:grid-cols-[1.25rem_minmax(0,1fr)]"
        >
          <Instant at={event.at} className="whitespace-nowrap text-ink-2 max-md:order-last max-md:col-start-2" />
          <span title={EVENT_SEVERITY[event.severity].meaning} className="flex h-5 items-center">
            <StatusIcon
              shape={EVENT_SEVERITY[event.severity].shape}
              className={cx(TONE_INK[EVENT_SEVERITY[event.severity].tone])}
            />
            <span className="sr-only">{EVENT_SEVERITY[event.severity].word}: </span>
          </span>
          <span className="min-w-0 [overflow-wrap:anywhere]">
            <EventSentence cluster={cluster} event={event} />
            {event.notBefore === null ? null : (
              <span className="text-ink-3">
                {' '}
                · seen after a gap, it happened after <Instant at={event.notBefore} />
              </span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
