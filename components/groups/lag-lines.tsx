'use client';
import { type ReactNode, useMemo } from 'react';
import { type BucketAxis, bucketAt, bucketMiddle } from '#components/charts/buckets.ts';
import type { ChartBand, ChartLimit } from '#components/charts/limits.ts';
import { seriesAxis, seriesStatus } from '#components/charts/series-status.ts';
import { TimeSeriesChart } from '#components/charts/time-series-chart.tsx';
import type { ChartMark, PlotSeries, UsualBand } from '#components/charts/time-series-plot.tsx';
import { MESSAGES, SECONDS, type ValueScale } from '#components/charts/value-scale.ts';
import type { GroupBaseline, LagSeries, Series } from '#lib/api/schemas/series.ts';
import { formatCount } from '#lib/client/format-number.ts';
import type { useLagSeries } from '#lib/client/series.ts';

export const LAG_UNITS = ['messages', 'seconds'] as const satisfies readonly LagSeries['unit'][];
export const LAG_SCALES: Record<LagSeries['unit'], ValueScale> = { messages: MESSAGES, seconds: SECONDS };
/** More lines than this cannot be told apart; the heatmap shows them all. */
const MOST_LINES = 6;

export type LagQuery = ReturnType<typeof useLagSeries>;

export interface LagLinesProps {
  query: LagQuery;
  baseline?: GroupBaseline | undefined;
  marks?: readonly ChartMark[];
  limits?: readonly ChartLimit[];
  bands?: readonly ChartBand[];
  /** The partition that is shown alone. */
  chosen?: string | null;
  /** Beside the title. */
  note?: ReactNode;
}

const NONE: never[] = [];

/** Lag over time as lines: of the group, or of its largest topics or partitions. */
export function LagLines({ query, baseline, marks, limits, bands, chosen = null, note }: LagLinesProps) {
  const { data } = query;
  const axis = useMemo(() => (data ? seriesAxis(data) : null), [data]);
  const series = useMemo(() => (data ? plotSeries(data, chosen) : []), [data, chosen]);
  const usual = useMemo(() => (axis && baseline ? usualBand(axis, baseline) : null), [axis, baseline]);
  const scale = LAG_SCALES[data?.unit ?? 'messages'];
  const left = data && chosen === null ? data.series.length + data.omittedSeries - series.length : 0;
  return (
    <TimeSeriesChart
      title={chosen === null ? lineTitle(data) : `${lagWord(data)} of ${series[0]?.label ?? chosen}`}
      note={note ?? (left > 0 ? `the ${series.length} largest, ${formatCount(left)} more` : null)}
      status={seriesStatus(
        query,
        series.map((line) => line.avg),
      )}
      axis={axis}
      series={series}
      marks={marks ?? NONE}
      limits={limits ?? NONE}
      bands={bands ?? NONE}
      usual={usual}
      formatAxis={scale.formatAxis}
      formatValue={scale.formatValue}
      formatCell={scale.formatValue}
      ticks={scale.ticks}
    />
  );
}

function lineTitle(data: LagSeries | undefined): string {
  if (data?.by === 'topic') return `${lagWord(data)} by topic`;
  if (data?.by === 'partition') return `${lagWord(data)} of the largest partitions`;
  return `${lagWord(data)}, ${TOTAL_LABEL[data?.unit ?? 'messages']}`;
}

/** Of several partitions a group is as far behind as the worst. */
export const TOTAL_LABEL = { messages: 'total', seconds: 'worst' } as const;
export const lagWord = (data: LagSeries | undefined): string => (data?.unit === 'seconds' ? 'Time lag' : 'Lag');

/** The baseline on the axis of a chart; null where there is none at all. */
function usualBand(axis: BucketAxis, baseline: GroupBaseline): UsualBand | null {
  if (baseline.reason !== null) return null;
  const own = { ...axis, fromMs: Date.parse(baseline.from), bucketMs: baseline.bucketMs, buckets: baseline.buckets };
  const onAxis = (values: readonly (number | null)[]) =>
    Array.from({ length: axis.buckets }, (_, index) => values[bucketAt(own, bucketMiddle(axis, index)) ?? -1] ?? null);
  return { label: 'usual (last 7 days)', low: onAxis(baseline.low), high: onAxis(baseline.high) };
}

function plotSeries(data: LagSeries, chosen: string | null): PlotSeries[] {
  const wanted = chosen === null ? largestFirst(data.series) : data.series.filter((series) => series.key === chosen);
  return wanted.slice(0, MOST_LINES).map((series) => ({
    key: series.key,
    label: series.partition === null ? (series.topic ?? TOTAL_LABEL[data.unit]) : `${series.topic} ${series.partition}`,
    avg: series.avg,
    min: series.min,
    max: series.max,
    unknown: series.unknown,
    atLeast: series.atLeast,
  }));
}

function largestFirst(series: readonly Series[]): Series[] {
  return [...series].sort((a, b) => newest(b) - newest(a));
}

function newest(series: Series): number {
  return series.avg.findLast((value) => value !== null) ?? -1;
}
