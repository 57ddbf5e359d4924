'use client';
import { useMemo } from 'react';
import { seriesAxis, seriesStatus } from '#components/charts/series-status.ts';
import { TimeSeriesChart } from '#components/charts/time-series-chart.tsx';
import type { PlotSeries } from '#components/charts/time-series-plot.tsx';
import type { GroupRates } from '#lib/api/schemas/series.ts';
import { formatRate } from '#lib/client/format-number.ts';
import { type SeriesScope, useGroupRates } from '#lib/client/series.ts';

const CHART_HEIGHT = 150;

/** What came and what was consumed: why lag went where it went. */
export function RateChart(props: SeriesScope & { slug: string }) {
  const query = useGroupRates(props);
  const { data } = query;
  const axis = useMemo(() => (data ? seriesAxis(data) : null), [data]);
  const series = useMemo(() => (data ? rateLines(data) : []), [data]);
  return (
    <TimeSeriesChart
      title="Produce and consume rate"
      note="messages per second"
      status={seriesStatus(
        query,
        series.map((line) => line.avg),
      )}
      axis={axis}
      series={series}
      height={CHART_HEIGHT}
      formatAxis={formatRate}
      formatValue={formatRate}
    />
  );
}

function rateLines({ consumeRate, produceRate }: GroupRates): PlotSeries[] {
  return [
    { key: 'consumed', label: 'consumed', avg: consumeRate.avg, unknown: consumeRate.unknown },
    { key: 'produced', label: 'produced', avg: produceRate.avg, unknown: produceRate.unknown },
  ];
}
