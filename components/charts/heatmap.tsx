'use client';
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { serverNow } from '#lib/client/clock.ts';
import { formatCount, formatShort } from '#lib/client/format-number.ts';
import { formatTime } from '#lib/client/format-time.ts';
import { type BucketAxis, begunBuckets, bucketAt, bucketMiddle, lastValue } from './buckets.ts';
import { ChartFrame, type ChartStatus, LegendKey } from './chart-frame.tsx';
import { type ChartSpace, useChartSpace, useCursor } from './chart-group.tsx';
import { ChartTable } from './chart-table.tsx';
import { Crosshair } from './crosshair.tsx';
import { HEAT_FROM, heatRowHeight } from './heat.ts';
import { drawHeat, type HeatRow, heatLayout, rowAt } from './heatmap-canvas.ts';
import { useAppliedTheme } from './use-applied-theme.ts';
import { useTimePointer } from './use-time-pointer.ts';

export interface HeatmapProps {
  title: string;
  note?: string;
  status: ChartStatus;
  axis: BucketAxis | null;
  rows: readonly HeatRow[];
  /** Rows that will come, for the height while loading. */
  expectedRows: number;
  selectedKey: string | null;
  /** Called with the key of a row, or with null when the chosen one is chosen again. */
  onSelect: (key: string | null) => void;
}

const SWATCHES = ['bg-heat-0', 'bg-heat-1', 'bg-heat-2', 'bg-heat-3', 'bg-heat-4', 'bg-heat-5', 'bg-heat-6'];

/** Rows x time in colour: which ones, and since when. Rows can be chosen with the pointer and with the arrow keys. */
export function Heatmap(props: HeatmapProps) {
  const { axis, rows } = props;
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
      legend={<HeatLegend />}
      table={() => (axis ? <HeatTable title={props.title} axis={axis} rows={rows} /> : null)}
    >
      {axis && space.width !== null ? (
        <HeatSurface {...props} axis={axis} space={space} width={space.width} rowHeight={rowHeight} />
      ) : null}
    </ChartFrame>
  );
}

type SurfaceProps = HeatmapProps & { axis: BucketAxis; space: ChartSpace; width: number; rowHeight: number };

function HeatSurface(props: SurfaceProps) {
  const { axis, rows, space, width, rowHeight, selectedKey } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [active, setActive] = useState<number | null>(null);
  const theme = useAppliedTheme();
  const listId = useId();
  const pointer = useTimePointer(space, width);
  const layout = useMemo(() => heatLayout(rows, rowHeight), [rows, rowHeight]);
  const activeKey = active === null ? null : (rows[active]?.key ?? null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes the colours the drawing reads
  useEffect(() => {
    if (!canvas.current) return;
    const strong = new Set([selectedKey, activeKey].filter((key) => key !== null));
    drawHeat({ canvas: canvas.current, space, width, rowHeight, rows, axis, strong });
  }, [space, width, rowHeight, rows, axis, selectedKey, activeKey, theme]);

  const choose = (index: number | null) => {
    const key = index === null ? undefined : rows[index]?.key;
    if (key !== undefined) props.onSelect(key === selectedKey ? null : key);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const here = active ?? rows.findIndex((row) => row.key === selectedKey);
    const row = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (row !== undefined) {
      event.preventDefault();
      setActive(Math.min(rows.length - 1, Math.max(0, row)));
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(active);
    } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      event.preventDefault();
      stepCursor(space, axis, event.key === 'ArrowLeft' ? -1 : 1);
    } else if (event.key === 'Escape') {
      setActive(null);
      space.cursor.set({ atMs: null, dragFromMs: null });
    }
  };

  const rowUnder = (event: PointerEvent<HTMLElement>) =>
    rowAt(layout.tops, rowHeight, event.clientY - event.currentTarget.getBoundingClientRect().top);

  return (
    <>
      <div aria-hidden="true" className="absolute inset-0">
        <canvas ref={canvas} className="block size-full" />
      </div>
      <Crosshair width={width} height={layout.height} />
      <RowOutline
        layout={layout}
        rows={rows}
        rowHeight={rowHeight}
        space={space}
        width={width}
        {...{ selectedKey, active }}
      />
      <div
        role="listbox"
        tabIndex={0}
        aria-label={`${props.title}: choose a row`}
        aria-activedescendant={active === null ? undefined : `${listId}-${active}`}
        className="absolute inset-0 cursor-crosshair touch-pan-y"
        onKeyDown={onKeyDown}
        {...pointer}
        onPointerMove={(event) => {
          pointer.onPointerMove(event);
          setActive(rowUnder(event));
        }}
        onPointerLeave={() => {
          pointer.onPointerLeave();
          setActive(null);
        }}
        onPointerUp={(event) => {
          const dragged = isDrag(space, width);
          pointer.onPointerUp(event);
          if (!dragged) choose(rowUnder(event));
        }}
      >
        {rows.map((row, index) => (
          <div
            key={row.key}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={row.key === selectedKey}
            className="sr-only"
          >
            {row.group} {row.label}, newest value {formatCount(Math.round(lastValue(row.values)?.value ?? 0))}
          </div>
        ))}
      </div>
      {active === null ? null : (
        <HeatTip
          axis={axis}
          row={rows[active]}
          top={(layout.tops[active] ?? 0) + rowHeight}
          space={space}
          width={width}
        />
      )}
    </>
  );
}

function isDrag(space: ChartSpace, width: number): boolean {
  const { atMs, dragFromMs } = space.cursor.get();
  if (atMs === null || dragFromMs === null) return false;
  return (
    Math.abs(atMs - dragFromMs) > (6 * (space.toMs - space.fromMs)) / Math.max(1, width - space.left - space.right)
  );
}

function stepCursor(space: ChartSpace, axis: BucketAxis, by: number): void {
  const { atMs } = space.cursor.get();
  const last = begunBuckets(axis) - 1;
  const here = atMs === null ? last + 1 : (bucketAt(axis, atMs) ?? last);
  space.cursor.set({ atMs: bucketMiddle(axis, Math.min(last, Math.max(0, here + by))), dragFromMs: null });
}

/** Lines around the row under the cursor and the chosen one, over the picture so that it need not be drawn again. */
function RowOutline(props: {
  layout: { tops: number[]; height: number };
  rows: readonly HeatRow[];
  rowHeight: number;
  space: ChartSpace;
  width: number;
  selectedKey: string | null;
  active: number | null;
}) {
  const { layout, rowHeight, space, width } = props;
  const selected = props.rows.findIndex((row) => row.key === props.selectedKey);
  const marked = [props.active, selected].filter((index) => index !== null && index >= 0);
  return (
    <svg aria-hidden="true" width={width} height={layout.height} className="pointer-events-none absolute top-0 left-0">
      {marked.map((index) => (
        <rect
          key={index}
          x={space.left - 0.5}
          y={(layout.tops[index ?? 0] ?? 0) - 0.5}
          width={Math.max(0, width - space.left - space.right + 1)}
          height={rowHeight}
          shapeRendering="crispEdges"
          className={index === selected ? 'fill-none stroke-ink stroke-2' : 'fill-none stroke-ink-2'}
        />
      ))}
    </svg>
  );
}

/** What the colour under the cursor stands for; below the row, so that it is not covered. */
function HeatTip(props: { axis: BucketAxis; row: HeatRow | undefined; top: number; space: ChartSpace; width: number }) {
  const { axis, row, space } = props;
  const { atMs } = useCursor(space.cursor);
  const index = atMs === null ? null : bucketAt(axis, atMs);
  if (!row || index === null) return null;
  const value = row.values[index] ?? null;
  const onRight = index < axis.buckets / 2;
  return (
    <p
      className="pointer-events-none absolute z-[4] rounded-sm border border-line-strong bg-bg px-2 py-0.5 text-sm whitespace-nowrap"
      style={{ top: props.top + 4, ...(onRight ? { right: space.right } : { left: space.left }) }}
    >
      <span className="id">
        {row.group} {row.label}
      </span>{' '}
      {formatTime(axis.fromMs + index * axis.bucketMs, serverNow())}{' '}
      <b className="font-medium">{value === null ? 'no data' : formatCount(Math.round(value))}</b>
    </p>
  );
}

function HeatLegend() {
  return (
    <>
      {SWATCHES.map((swatch, level) => (
        <LegendKey key={swatch} swatch={`h-2 ${swatch}`}>
          {level === 0 ? '0' : `${formatShort(HEAT_FROM[level - 1] ?? 0)}${level === 6 ? ' +' : ''}`}
        </LegendKey>
      ))}
      <LegendKey swatch="h-2 hatched">no data</LegendKey>
    </>
  );
}

/** All rows would be too wide a table: the ten worst now. */
function HeatTable({ title, axis, rows }: { title: string; axis: BucketAxis; rows: readonly HeatRow[] }) {
  const worst = [...rows]
    .sort((a, b) => (lastValue(b.values)?.value ?? 0) - (lastValue(a.values)?.value ?? 0))
    .slice(0, 10);
  return (
    <ChartTable
      label={`${title}, table of the ten largest`}
      axis={axis}
      columns={worst.map((row) => ({ header: `${row.group} ${row.label}`, values: row.values }))}
      now={serverNow()}
    />
  );
}
