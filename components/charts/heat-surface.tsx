'use client';
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { Name } from '#components/ui/name.tsx';
import { serverNow } from '#lib/client/clock.ts';
import { formatTime } from '#lib/client/format-time.ts';
import { type BucketAxis, begunBuckets, bucketAt, bucketMiddle, lastValue } from './buckets.ts';
import { type ChartSpace, useCursor } from './chart-group.tsx';
import { Crosshair } from './crosshair.tsx';
import { drawHeat, type HeatRow, heatLayout, rowAt } from './heatmap-canvas.ts';
import { PlotTip } from './plot-tip.tsx';
import { useAppliedTheme } from './use-applied-theme.ts';
import { isDrag, useTimePointer } from './use-time-pointer.ts';
import type { ValueScale } from './value-scale.ts';
import { boundWords } from './value-words.ts';

export interface HeatSurfaceProps {
  title: string;
  axis: BucketAxis;
  rows: readonly HeatRow[];
  space: ChartSpace;
  width: number;
  rowHeight: number;
  scale: ValueScale;
  selectedKey: string | null;
  onSelect: (key: string | null) => void;
}

/** The picture and what is laid over it: crosshair, outlines, the value under the cursor, the keyboard. */
export function HeatSurface(props: HeatSurfaceProps) {
  const { axis, rows, space, width, rowHeight, scale, selectedKey } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [active, setActive] = useState<number | null>(null);
  const theme = useAppliedTheme();
  const listId = useId();
  const pointer = useTimePointer(space, width);
  const layout = useMemo(() => heatLayout(rows, rowHeight), [rows, rowHeight]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes the colours the drawing reads
  useEffect(() => {
    if (!canvas.current) return;
    drawHeat({ canvas: canvas.current, space, width, rowHeight, rows, axis, selectedKey, heatFrom: scale.heatFrom });
  }, [space, width, rowHeight, rows, axis, selectedKey, scale, theme]);

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
          const { atMs, dragFromMs } = space.cursor.get();
          const dragged = isDrag(space, width, atMs, dragFromMs);
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
            {row.group} {row.label}
            {row.mark === undefined ? '' : `, ${row.mark}`}, newest value {newestWords(row, scale)}
          </div>
        ))}
      </div>
      {active === null ? null : (
        <HeatTip
          axis={axis}
          row={rows[active]}
          scale={scale}
          top={(layout.tops[active] ?? 0) + rowHeight}
          space={space}
          width={width}
        />
      )}
    </>
  );
}

/** The newest value of a row; 0 where there never was one. */
function newestWords({ values, atLeast }: HeatRow, scale: ValueScale): string {
  const last = lastValue(values);
  return last === null ? scale.formatValue(0) : boundWords(atLeast?.[last.index], scale.formatValue(last.value));
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
  const marked = [...new Set([props.active ?? -1, selected])].filter((index) => index >= 0);
  return (
    <svg aria-hidden="true" width={width} height={layout.height} className="pointer-events-none absolute top-0 left-0">
      {marked.map((index) => (
        <rect
          key={index}
          x={space.left - 0.5}
          y={(layout.tops[index] ?? 0) - 0.5}
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
function HeatTip(props: {
  axis: BucketAxis;
  row: HeatRow | undefined;
  scale: ValueScale;
  top: number;
  space: ChartSpace;
  width: number;
}) {
  const { axis, row, scale, space, width } = props;
  const { atMs } = useCursor(space.cursor);
  const index = atMs === null ? null : bucketAt(axis, atMs);
  if (!row || atMs === null || index === null) return null;
  const value = row.values[index] ?? null;
  return (
    <PlotTip space={space} width={width} atMs={atMs} top={props.top + 4}>
      <Name>{`${row.group} ${row.label}`}</Name>
      <span className="mx-2 text-ink-2">{formatTime(axis.fromMs + index * axis.bucketMs, serverNow())}</span>
      <b className="font-medium">
        {value === null ? 'no data' : boundWords(row.atLeast?.[index], scale.formatValue(value))}
      </b>
    </PlotTip>
  );
}
