'use client';
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs';
import { useCallback, useMemo } from 'react';
import type { BucketAxis } from '#components/charts/buckets.ts';
import { ChartGroup } from '#components/charts/chart-group.tsx';
import { Heatmap } from '#components/charts/heatmap.tsx';
import type { HeatRow } from '#components/charts/heatmap-canvas.ts';
import { RangePicker } from '#components/charts/range-picker.tsx';
import { seriesAxis, seriesStatus } from '#components/charts/series-status.ts';
import { TimeSeriesChart } from '#components/charts/time-series-chart.tsx';
import type { PlotSeries } from '#components/charts/time-series-plot.tsx';
import { SegmentedControl } from '#components/ui/segmented-control.tsx';
import type { GroupDetail } from '#lib/api/schemas/groups.ts';
import type { LagSeries, Series } from '#lib/api/schemas/series.ts';
import { serverNow } from '#lib/client/clock.ts';
import { formatCount, formatShort, NO_VALUE } from '#lib/client/format-number.ts';
import { useLagSeries } from '#lib/client/series.ts';
import { rangeBounds, zoomedRange } from '#lib/client/time-range.ts';
import { useTimeRange } from '#lib/client/use-time-range.ts';

const SPLITS = ['total', 'topic', 'partition'] as const;
/** More lines than this cannot be told apart; the heatmap shows them all. */
const MOST_LINES = 6;
const MOST_SKELETON_ROWS = 40;

export interface LagChartsProps {
  cluster: string;
  slug: string;
  group: GroupDetail;
  intervalMs: number;
}

/** When did it begin, and which partitions? The lag of the group over time, in all and by partition, on one axis. */
export function LagCharts({ cluster, slug, group, intervalMs }: LagChartsProps) {
  const [range, setRange] = useTimeRange();
  const [split, setSplit] = useQueryState('by', parseAsStringLiteral(SPLITS).withDefault('total'));
  const [chosen, setChosen] = useQueryState('partition', parseAsString);
  const scope = { cluster, slug, range, intervalMs };
  const byPartition = useLagSeries({ ...scope, by: 'partition' });
  const byTopic = useLagSeries({ ...scope, by: 'topic', enabled: split === 'topic' });
  const inAll = useLagSeries({ ...scope, by: 'group', enabled: split === 'total' && chosen === null });
  const lines = chosen !== null || split === 'partition' ? byPartition : split === 'topic' ? byTopic : inAll;

  const onZoom = useCallback((aMs: number, bMs: number) => setRange(zoomedRange(aMs, bMs)), [setRange]);
  const shown = lines.data ?? byPartition.data;
  const bounds = shown
    ? { fromMs: Date.parse(shown.from), toMs: Date.parse(shown.to) }
    : rangeBounds(range, serverNow());

  return (
    <section aria-label="Charts" className="mt-6">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <SegmentedControl
          label="Split the lag"
          value={chosen === null ? split : null}
          options={SPLITS.map((value) => ({ value, label: value }))}
          onValueChange={(value) => {
            setSplit(value);
            setChosen(null);
          }}
        />
        <div className="ml-auto">
          <RangePicker range={range} onChange={setRange} />
        </div>
      </div>
      <ChartGroup fromMs={bounds.fromMs} toMs={bounds.toMs} onZoom={onZoom}>
        <LagLines query={lines} chosen={chosen} onShowAll={() => setChosen(null)} />
        <LagHeat query={byPartition} group={group} chosen={chosen} onChoose={setChosen} />
      </ChartGroup>
    </section>
  );
}

type LagQuery = ReturnType<typeof useLagSeries>;

function LagLines(props: { query: LagQuery; chosen: string | null; onShowAll: () => void }) {
  const { query, chosen } = props;
  const { data } = query;
  const axis = useMemo(() => (data ? seriesAxis(data) : null), [data]);
  const series = useMemo(() => (data ? plotSeries(data, chosen) : []), [data, chosen]);
  const left = data && chosen === null ? data.series.length + data.omittedSeries - series.length : 0;
  return (
    <TimeSeriesChart
      title={chosen === null ? lineTitle(data) : `Lag of ${series[0]?.label ?? chosen}`}
      note={
        chosen !== null ? (
          <button type="button" className="link" onClick={props.onShowAll}>
            Show all partitions
          </button>
        ) : left > 0 ? (
          `the ${series.length} largest, ${formatCount(left)} more`
        ) : null
      }
      status={seriesStatus(
        query,
        series.map((line) => line.avg),
      )}
      axis={axis}
      series={series}
      formatAxis={formatShort}
      formatValue={formatWhole}
    />
  );
}

function LagHeat(props: {
  query: LagQuery;
  group: GroupDetail;
  chosen: string | null;
  onChoose: (key: string | null) => void;
}) {
  const { data } = props.query;
  const axis = useMemo<BucketAxis | null>(() => (data ? seriesAxis(data) : null), [data]);
  const rows = useMemo(() => (data ? heatRows(data) : []), [data]);
  const omitted = data?.omittedSeries ?? 0;
  return (
    <Heatmap
      title="Lag by partition"
      note={omitted > 0 ? `the ${rows.length} largest; choose a row to see it alone` : 'choose a row to see it alone'}
      status={seriesStatus(
        props.query,
        rows.map((row) => row.values),
      )}
      axis={axis}
      rows={rows}
      expectedRows={Math.min(MOST_SKELETON_ROWS, Math.max(1, props.group.partitions.length))}
      selectedKey={props.chosen}
      onSelect={props.onChoose}
    />
  );
}

function lineTitle(data: LagSeries | undefined): string {
  if (data?.by === 'topic') return 'Lag by topic';
  if (data?.by === 'partition') return 'Lag of the largest partitions';
  return 'Lag, total';
}

function plotSeries(data: LagSeries, chosen: string | null): PlotSeries[] {
  const wanted = chosen === null ? largestFirst(data.series) : data.series.filter((series) => series.key === chosen);
  return wanted.slice(0, MOST_LINES).map((series) => ({
    key: series.key,
    label: series.partition === null ? (series.topic ?? 'total') : `${series.topic} ${series.partition}`,
    avg: series.avg,
    min: series.min,
    max: series.max,
    unknown: series.unknown,
  }));
}

function largestFirst(series: readonly Series[]): Series[] {
  return [...series].sort((a, b) => newest(b) - newest(a));
}

function newest(series: Series): number {
  return series.avg.findLast((value) => value !== null) ?? -1;
}

/** The worst of each bucket, so that a short peak is not averaged away. */
function heatRows(data: LagSeries): HeatRow[] {
  return data.series
    .map((series) => ({
      key: series.key,
      group: series.topic ?? '',
      label: String(series.partition ?? ''),
      partition: series.partition ?? 0,
      values: series.max,
    }))
    .sort((a, b) => (a.group < b.group ? -1 : a.group > b.group ? 1 : a.partition - b.partition));
}

function formatWhole(value: number | null): string {
  return value === null ? NO_VALUE : formatCount(Math.round(value));
}
