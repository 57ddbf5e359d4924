'use client';
import { useCallback, useMemo } from 'react';
import { ChartGroup } from '#components/charts/chart-group.tsx';
import { RangePicker } from '#components/charts/range-picker.tsx';
import { seriesAxis, seriesStatus } from '#components/charts/series-status.ts';
import { TimeSeriesChart } from '#components/charts/time-series-chart.tsx';
import type { PlotSeries } from '#components/charts/time-series-plot.tsx';
import type { TopicHistory } from '#lib/api/schemas/series.ts';
import { serverNow } from '#lib/client/clock.ts';
import { formatCount, formatRate, formatShort, NO_VALUE } from '#lib/client/format-number.ts';
import { useTopicHistory } from '#lib/client/series.ts';
import { rangeBounds, zoomedRange } from '#lib/client/time-range.ts';
import { useTimeRange } from '#lib/client/use-time-range.ts';

const CHART_HEIGHT = 170;

/** How much is produced to the topic, and how much of it is kept. */
export function TopicThroughput({
  cluster,
  topic,
  intervalMs,
}: {
  cluster: string;
  topic: string;
  intervalMs: number;
}) {
  const [range, setRange] = useTimeRange();
  const query = useTopicHistory({ cluster, topic, range, intervalMs });
  const { data } = query;
  const axis = useMemo(() => (data ? seriesAxis(data) : null), [data]);
  const produced = useMemo(() => line('produced', data?.produceRate), [data]);
  const retained = useMemo(() => line('retained', data?.retained), [data]);
  const onZoom = useCallback((aMs: number, bMs: number) => setRange(zoomedRange(aMs, bMs)), [setRange]);
  const bounds = data ? { fromMs: Date.parse(data.from), toMs: Date.parse(data.to) } : rangeBounds(range, serverNow());
  return (
    <>
      <div className="flex justify-end">
        <RangePicker range={range} onChange={setRange} />
      </div>
      <ChartGroup fromMs={bounds.fromMs} toMs={bounds.toMs} onZoom={onZoom}>
        <TimeSeriesChart
          title="Produced"
          note="messages per second, all partitions"
          status={seriesStatus(query, data ? [data.produceRate.avg] : [])}
          axis={axis}
          series={produced}
          height={CHART_HEIGHT}
          formatAxis={formatRate}
          formatValue={formatRate}
        />
        <TimeSeriesChart
          title="Messages kept"
          note="from log start to end, all partitions"
          status={seriesStatus(query, data ? [data.retained.avg] : [])}
          axis={axis}
          series={retained}
          height={CHART_HEIGHT}
          formatAxis={formatShort}
          formatValue={(value) => (value === null ? NO_VALUE : formatCount(Math.round(value)))}
        />
      </ChartGroup>
    </>
  );
}

function line(label: string, values: TopicHistory['retained'] | undefined): PlotSeries[] {
  return values ? [{ key: label, label, avg: values.avg, unknown: values.unknown }] : [];
}
