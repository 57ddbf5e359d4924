import { Flame, Minus, MoveRight, OctagonPause, TrendingDown, TrendingUp } from 'lucide-react';
import type { Column } from '#components/data-table/column.ts';
import { cx } from '#components/ui/class-names.ts';
import type { LagTrend } from '#lib/api/schemas/flow.ts';
import { formatPace, NO_VALUE } from '#lib/client/format-number.ts';
import { drainWords, type Flowing, growthOf, LAG_TREND } from './flow-words.ts';

const ICONS: Record<LagTrend, typeof Flame> = {
  growing: TrendingUp,
  draining: TrendingDown,
  steady: MoveRight,
  stalled: OctagonPause,
  idle: Minus,
};
const INK: Record<LagTrend, string> = {
  growing: 'text-ink',
  draining: 'text-ink',
  steady: 'text-ink-3',
  stalled: 'text-ink',
  idle: 'text-ink-3',
};
const DRAIN_INK = { danger: 'text-danger', plain: '', quiet: 'text-ink-3' };

/** Where the lag goes: shape, word, and how fast where it moves. */
function TrendCell({ row }: { row: Flowing }) {
  if (row.lagTrend === null) return <span className="text-ink-3">{NO_VALUE}</span>;
  const Icon = ICONS[row.lagTrend];
  const growth = growthOf(row);
  const moves = row.lagTrend === 'growing' || row.lagTrend === 'draining';
  return (
    <span
      title={LAG_TREND[row.lagTrend].meaning}
      className={cx('inline-flex items-center gap-1.5 whitespace-nowrap', INK[row.lagTrend])}
    >
      <Icon aria-hidden="true" className="size-3.5 flex-none" />
      {LAG_TREND[row.lagTrend].word}
      {moves && growth !== null ? <span className="text-ink-2">{formatPace(Math.abs(growth))}</span> : null}
    </span>
  );
}

function DrainCell({ row }: { row: Flowing }) {
  const { text, tone } = drainWords(row);
  return <span className={DRAIN_INK[tone]}>{text}</span>;
}

/** Trend and drain time as columns; ids are the API's sort keys. */
export function flowColumns<Row extends Flowing>(sortable = true): [trend: Column<Row>, drain: Column<Row>] {
  return [
    {
      id: 'growth',
      header: 'Trend',
      value: (row) => growthOf(row),
      csv: (row) => row.lagTrend,
      cell: (row) => <TrendCell row={row} />,
      sortable,
      descFirst: true,
      width: 148,
      priority: 4,
      phone: 'note',
    },
    {
      id: 'drain',
      header: 'Drains in',
      value: drainOrder,
      csv: (row) => row.drainSeconds,
      cell: (row) => <DrainCell row={row} />,
      sortable,
      align: 'end',
      descFirst: true,
      width: 116,
      priority: 4,
    },
  ];
}

/** What never drains comes after what does. */
function drainOrder({ lagTrend, drainSeconds }: Flowing): number | null {
  return lagTrend === 'growing' || lagTrend === 'stalled' ? Number.MAX_SAFE_INTEGER : drainSeconds;
}

/** Marks a partition, or a group with one, that holds far more of the lag than the others. */
export function HotMark({ title }: { title: string }) {
  return (
    <span title={title} className="mr-1.5 inline-block align-[-2px] text-warn">
      <Flame aria-hidden="true" className="size-3.5" />
      <span className="sr-only">{title}: </span>
    </span>
  );
}
