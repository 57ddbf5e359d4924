'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Quiet } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { actionsColumn, type RowAction } from '#components/settings/columns.tsx';
import { StatusBadge } from '#components/status/status-badge.tsx';
import type { StatusLook } from '#components/status/tone.ts';
import { useNarrow } from '#components/ui/use-narrow.ts';
import type { Silence } from '#lib/api/schemas/silences.ts';
import { serverNow } from '#lib/client/clock.ts';
import { formatCount } from '#lib/client/format-number.ts';
import { onOneLine } from '#lib/client/readable-name.ts';
import { alertsPage } from '#lib/client/routes.ts';
import { useNow } from '#lib/client/use-now.ts';
import { silenceWords, whenWords } from './silence-words.ts';

const LOOKS: Record<Silence['state'], StatusLook> = {
  'in-force': { tone: 'warn', shape: 'blocked', word: 'IN FORCE', meaning: 'Nobody is told of what it is over.' },
  upcoming: { tone: 'calm', shape: 'moving', word: 'UPCOMING', meaning: 'It is not in force yet, or not open now.' },
  over: { tone: 'calm', shape: 'ok', word: 'OVER', meaning: 'It mutes nothing any more.' },
};

interface Given {
  cluster: string;
  /** How many open incidents of the cluster it mutes. */
  mutedOf: (silence: Silence) => number;
  /** Nobody who may do nothing to any is shown the buttons. */
  mayAct: boolean;
  actionsOf: (silence: Silence) => readonly RowAction[];
}

/** The columns of the silences of a cluster. */
export const silenceColumns = ({ cluster, mutedOf, mayAct, actionsOf }: Given): Column<Silence>[] => [
  {
    id: 'state',
    header: 'State',
    value: stateOrder,
    csv: ({ state }) => state,
    cell: (silence) => (
      <>
        <StatusBadge look={LOOKS[silence.state]} />
        <OnPhone>
          {mutedOf(silence) === 0 ? null : (
            <MutedLink cluster={cluster} silence={silence} count={mutedOf(silence)} words />
          )}
        </OnPhone>
      </>
    ),
    width: 105,
    priority: 5,
    phone: 'status',
  },
  {
    id: 'what',
    header: 'Silences',
    value: silenceWords,
    cell: (silence) => <span className="font-medium">{silenceWords(silence)}</span>,
    searchable: true,
    width: 220,
    grow: 300,
    pinned: true,
    phone: 'note',
  },
  {
    id: 'when',
    header: 'When',
    value: (silence) => whenWords(silence, serverNow()),
    cell: (silence) => <WhenCell silence={silence} />,
    searchable: true,
    sortable: false,
    width: 220,
    grow: 320,
    priority: 5,
    phone: 'note',
  },
  {
    id: 'comment',
    header: 'Why',
    value: ({ comment }) => onOneLine(comment),
    searchable: true,
    width: 160,
    grow: 220,
    priority: 4,
    phone: 'title',
  },
  {
    id: 'author',
    header: 'By',
    value: ({ author }) => onOneLine(author),
    searchable: true,
    width: 150,
    priority: 3,
    phone: 'note',
  },
  {
    id: 'muted',
    header: 'Mutes',
    value: mutedOf,
    cell: (silence) => <MutedLink cluster={cluster} silence={silence} count={mutedOf(silence)} />,
    align: 'end',
    descFirst: true,
    width: 75,
    priority: 4,
  },
  ...(mayAct ? [actionsColumn<Silence>(90, actionsOf)] : []),
];

/** What is in force before what will be, and that before what is over; each in the order in which one asks for it. */
function stateOrder({ state, from, until, endsAt }: Silence): number {
  const far = 1e14;
  const ms = (instant: string | null) => (instant === null ? far - 1 : Date.parse(instant));
  if (state === 'in-force') return ms(until);
  return state === 'upcoming' ? far + ms(from) : 3 * far - ms(endsAt);
}

function WhenCell({ silence }: { silence: Silence }) {
  return silence.state === 'in-force' ? <Running silence={silence} /> : whenWords(silence, serverNow());
}

/** What is left of it goes on while one looks. */
const Running = ({ silence }: { silence: Silence }) => whenWords(silence, useNow());

/** What stands in a column of its own wherever there is room for that. */
const OnPhone = ({ children }: { children: ReactNode }) =>
  useNarrow() && children !== null ? <span className="ml-2">{children}</span> : null;

/** How many it mutes, as the way to them. */
function MutedLink(props: { cluster: string; silence: Silence; count: number; words?: boolean }) {
  const { count, silence } = props;
  if (count === 0) return <Quiet>0</Quiet>;
  const found = new URLSearchParams({ state: 'firing', search: silence.comment });
  return (
    <Link href={`${alertsPage(props.cluster)}?${found}`} prefetch={false} className="link">
      {props.words ? `mutes ${formatCount(count)}` : formatCount(count)}
      <span className="sr-only">{props.words ? `: ${silence.comment}` : ` muted by ${silence.comment}`}</span>
    </Link>
  );
}
