'use client';
import dynamic from 'next/dynamic';
import type { KeyboardEvent } from 'react';
import { serverNow } from '#lib/client/clock.ts';
import { formatTime } from '#lib/client/format-time.ts';
import { type BucketAxis, begunBuckets, bucketAt, bucketMiddle } from './buckets.ts';
import { ChartFrame, type ChartStatus, LegendKey } from './chart-frame.tsx';
import { type ChartSpace, useChartSpace, useCursor } from './chart-group.tsx';
import { ChartTable } from './chart-table.tsx';
import { Crosshair } from './crosshair.tsx';
import type { ChartMark, PlotSeries } from './time-series-plot.tsx';
import { useTimePointer } from './use-time-pointer.ts';

const TimeSeriesPlot = dynamic(() => import('./time-series-plot.tsx'), { ssr: false });

const SWATCHES = [
  'h-0.5 bg-(--series-1)',
  'h-0.5 bg-(--series-2)',
  'h-0.5 bg-(--series-3)',
  'h-0.5 bg-(--series-4)',
  'h-0.5 bg-(--series-5)',
  'h-0.5 bg-(--series-6)',
];
const NO_MARKS: ChartMark[] = [];

export interface TimeSeriesChartProps {
  title: string;
  note?: string;
  status: ChartStatus;
  /** Null while nothing is loaded. */
  axis: BucketAxis | null;
  series: readonly PlotSeries[];
  marks?: readonly ChartMark[];
  height?: number;
  formatAxis: (value: number) => string;
  formatValue: (value: number | null) => string;
}

/** Lines over time, with the band of their extremes, gaps as gaps, and everything a chart of this console has. */
export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const { axis, series, height = 200 } = props;
  const space = useChartSpace();
  return (
    <ChartFrame
      title={props.title}
      note={props.note}
      status={props.status}
      height={height}
      readout={axis ? <Readout axis={axis} series={series} format={props.formatValue} /> : null}
      legend={<SeriesLegend series={series} axis={axis} />}
      table={() => (axis ? <SeriesTable title={props.title} axis={axis} series={series} /> : null)}
    >
      {axis && space.width !== null ? (
        <PlotSurface {...props} axis={axis} space={space} width={space.width} height={height} />
      ) : null}
    </ChartFrame>
  );
}

function PlotSurface(
  props: TimeSeriesChartProps & { axis: BucketAxis; space: ChartSpace; width: number; height: number },
) {
  const { axis, space, width, height, series } = props;
  const pointer = useTimePointer(space, width);
  const cursor = useCursor(space.cursor);
  const index = cursor.atMs === null ? null : bucketAt(axis, cursor.atMs);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return space.cursor.set({ atMs: null, dragFromMs: null });
    const last = begunBuckets(axis) - 1;
    const here = index ?? last;
    const next = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    space.cursor.set({ atMs: bucketMiddle(axis, Math.min(last, Math.max(0, next))), dragFromMs: null });
  };

  return (
    <>
      <div aria-hidden="true">
        <TimeSeriesPlot
          space={space}
          width={width}
          height={height}
          axis={axis}
          series={series}
          marks={props.marks ?? NO_MARKS}
          formatAxis={props.formatAxis}
          formatLast={props.formatValue}
        />
      </div>
      <Crosshair width={width} height={height - 22} />
      <div
        role="slider"
        tabIndex={0}
        aria-label={`${props.title}, time`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, begunBuckets(axis) - 1)}
        aria-valuenow={index ?? Math.max(0, begunBuckets(axis) - 1)}
        aria-valuetext={index === null ? 'no time chosen' : readoutText(axis, series, index, props.formatValue)}
        className="absolute inset-0 cursor-crosshair touch-pan-y"
        onKeyDown={onKeyDown}
        {...pointer}
      />
    </>
  );
}

function Readout(props: { axis: BucketAxis; series: readonly PlotSeries[]; format: (value: number | null) => string }) {
  const space = useChartSpace();
  const { atMs } = useCursor(space.cursor);
  const index = atMs === null ? null : bucketAt(props.axis, atMs);
  if (index === null) return null;
  return <span className="text-ink">{readoutText(props.axis, props.series, index, props.format)}</span>;
}

function readoutText(
  axis: BucketAxis,
  series: readonly PlotSeries[],
  index: number,
  format: (value: number | null) => string,
): string {
  const at = formatTime(axis.fromMs + index * axis.bucketMs, serverNow());
  const parts = series.map((line) => {
    const avg = line.avg[index] ?? null;
    const name = series.length > 1 ? `${line.label} ` : '';
    if (avg === null) return `${name}no data`;
    const [min, max] = [line.min?.[index] ?? null, line.max?.[index] ?? null];
    const spread = series.length === 1 && min !== null && max !== null && min !== max;
    return `${name}${format(avg)}${spread ? ` (${format(min)} to ${format(max)})` : ''}`;
  });
  return `${at}  ${parts.join(', ')}`;
}

function SeriesLegend({ series, axis }: { series: readonly PlotSeries[]; axis: BucketAxis | null }) {
  if (!axis) return null;
  return (
    <>
      {series.map((line, index) => (
        <LegendKey key={line.key} swatch={SWATCHES[index % SWATCHES.length] ?? ''}>
          {series.length === 1 ? 'average' : line.label}
        </LegendKey>
      ))}
      {series.length === 1 && series[0]?.max ? <LegendKey swatch="h-2 bg-band">min to max</LegendKey> : null}
      <LegendKey swatch="h-2 hatched">no data</LegendKey>
    </>
  );
}

function SeriesTable({ title, axis, series }: { title: string; axis: BucketAxis; series: readonly PlotSeries[] }) {
  const single = series.length === 1 ? series[0] : undefined;
  const columns = single
    ? [
        { header: 'Average', values: single.avg },
        ...(single.min ? [{ header: 'Min', values: single.min }] : []),
        ...(single.max ? [{ header: 'Max', values: single.max }] : []),
      ]
    : series.map((line) => ({ header: line.label, values: line.avg }));
  return <ChartTable label={`${title}, table`} axis={axis} columns={columns} now={serverNow()} />;
}
