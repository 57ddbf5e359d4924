import Link from 'next/link';
import type { ReactNode } from 'react';
import { TONE_INK } from '#components/status/tone.ts';
import { StatusIcon } from '#components/ui/icon.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Name } from '#components/ui/name.tsx';
import type { TimelineEntry, ToldDestination } from '#lib/api/schemas/incident-timeline.ts';
import { plural } from '#lib/client/format-number.ts';
import { formatDuration } from '#lib/client/format-time.ts';
import { alertsPage } from '#lib/client/routes.ts';
import { shortReason } from './delivery-reason.ts';
import { entryLook, shownEntries, type ToldEntry, unnamedWords } from './timeline-words.ts';

/** What became of an incident, one line each, and under what was told how that went with each destination. */
export function IncidentTimeline({ cluster, timeline }: { cluster: string; timeline: readonly TimelineEntry[] }) {
  return (
    <ol aria-label="Timeline">
      {shownEntries(timeline).map(({ entry, words }) => {
        const { tone, shape } = entryLook(entry);
        return (
          <li
            key={`${entry.kind} ${entry.at} ${entry.kind === 'told' ? entry.event : ''}`}
            className="grid grid-cols-[6.5rem_1.25rem_minmax(0,1fr)] gap-x-2 border-b py-[5.5px] max-md:grid-cols-[1.25rem_minmax(0,1fr)]"
          >
            <Instant at={entry.at} className="whitespace-nowrap text-ink-2 max-md:order-last max-md:col-start-2" />
            <span className="flex h-5 items-center">
              <StatusIcon shape={shape} className={TONE_INK[tone]} />
            </span>
            <div className="min-w-0 [overflow-wrap:anywhere]">
              {words}
              {entry.kind === 'told' ? <HowItWent cluster={cluster} entry={entry} /> : null}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function HowItWent({ cluster, entry }: { cluster: string; entry: ToldEntry }) {
  const named = entry.destinations.flatMap((one) => (one.name === null ? [] : [{ ...one, name: one.name }]));
  if (named.length === 0) return <p className="text-ink-2">{unnamedWords(entry.destinations)}</p>;
  return (
    <ul className="text-ink-2">
      {named.map((one) => (
        <li key={one.name}>
          <Name>{one.name}</Name>: <Delivery cluster={cluster} toldAt={entry.at} destination={one} />
        </li>
      ))}
    </ul>
  );
}

function Delivery(props: { cluster: string; toldAt: string; destination: ToldDestination }): ReactNode {
  const { settledAt, state, attempts, reason, nextAt } = props.destination;
  const tries = attempts === 0 ? '' : `, ${plural(attempts, 'attempt')} made`;
  switch (state) {
    case 'delivered':
      return settledAt === null ? 'arrived' : `arrived after ${lasted(props.toldAt, settledAt)}`;
    case 'waiting':
      return (
        <>
          not delivered yet{tries}, next <Instant at={nextAt} />
          {reason === null ? '' : `: ${shortReason(reason)}`}
        </>
      );
    case 'parked':
      return (
        <>
          <span className="text-danger">could not be delivered{reason === null ? '' : `: ${shortReason(reason)}`}</span>{' '}
          <Link href={`${alertsPage(props.cluster)}?tab=destinations`} prefetch={false} className="link">
            Delivery log
          </Link>
        </>
      );
  }
}

const lasted = (from: string, to: string): string => formatDuration(Math.max(0, Date.parse(to) - Date.parse(from)));
