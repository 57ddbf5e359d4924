'use client';
import { serverNow } from '#lib/client/clock.ts';
import { type BucketAxis, lastValue } from './buckets.ts';
import { ChartFrame, type ChartStatus, LegendKey } from './chart-frame.tsx';
import { useChartSpace } from './chart-group.tsx';
import { ChartTable } from './chart-table.tsx';
import { heatRowHeight } from './heat.ts';
import { HeatSurface } from './heat-surface.tsx';
import { type HeatRow, heatLayout } from './heatmap-canvas.ts';
import { MESSAGES, type ValueScale } from './value-scale.ts';

export interface HeatmapProps {
  title: string;
  note?: string;
  status: ChartStatus;
  axis: BucketAxis | null;
  rows: readonly HeatRow[];
  /** Unit of the values; messages unless given. */
  scale?: ValueScale;
  /** Rows that will come, for the height while loading. */
  expectedRows: number;
  selectedKey: string | null;
  /** Called with the key of a row, or with null when the chosen one is chosen again. */
  onSelect: (key: string | null) => void;
}

const SWATCHES = ['bg-heat-0', 'bg-heat-1', 'bg-heat-2', 'bg-heat-3', 'bg-heat-4', 'bg-heat-5', 'bg-heat-6'];

/** Rows x time in colour: which ones, and since when. Rows can be chosen with the pointer and with the arrow keys. */
export function Heatmap(props: HeatmapProps) {
  const { axis, rows, scale = MESSAGES } = props;
  const space = useChartSpace();
  const count = props.status.kind === 'ready' ? rows.length : props.expectedRows;
  const rowHeight = heatRowHeight(count);
  const height = props.status.kind === 'ready' ? heatLayout(rows, rowHeight).height : Math.max(48, count * rowHeight);
  return (
    <ChartFrame
      title={props.title}
      note={props.note}
      status={props.status}
      height={height}
      legend={<HeatLegend scale={scale} />}
      table={() => (axis ? <HeatTable title={props.title} axis={axis} rows={rows} scale={scale} /> : null)}
    >
      {axis && space.width !== null ? (
        <HeatSurface {...props} scale={scale} axis={axis} space={space} width={space.width} rowHeight={rowHeight} />
      ) : null}
    </ChartFrame>
  );
}

function HeatLegend({ scale }: { scale: ValueScale }) {
  return (
    <>
      {SWATCHES.map((swatch, level) => (
        <LegendKey key={swatch} swatch={`h-2 ${swatch}`}>
          {level === 0 ? '0' : `${scale.formatAxis(scale.heatFrom[level - 1] ?? 0)}${level === 6 ? ' +' : ''}`}
        </LegendKey>
      ))}
      <LegendKey swatch="h-2 hatched">no data</LegendKey>
    </>
  );
}

/** All rows would be too wide a table: the ten worst now. */
function HeatTable(props: { title: string; axis: BucketAxis; rows: readonly HeatRow[]; scale: ValueScale }) {
  const { title, axis, rows, scale } = props;
  const worst = [...rows]
    .sort((a, b) => (lastValue(b.values)?.value ?? 0) - (lastValue(a.values)?.value ?? 0))
    .slice(0, 10);
  return (
    <ChartTable
      label={`${title}, table of the ten largest`}
      axis={axis}
      columns={worst.map((row) => ({
        header: `${row.group} ${row.label}`,
        values: row.values,
        format: scale.formatValue,
        atLeast: row.atLeast,
      }))}
      now={serverNow()}
    />
  );
}
