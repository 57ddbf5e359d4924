'use client';
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs';
import { useCallback, useMemo } from 'react';
import { incidentBand } from '#components/alerts/incident-bands.ts';
import type { BucketAxis } from '#components/charts/buckets.ts';
import { ChartGroup } from '#components/charts/chart-group.tsx';
import { Heatmap } from '#components/charts/heatmap.tsx';
import type { HeatRow } from '#components/charts/heatmap-canvas.ts';
import { RangePicker } from '#components/charts/range-picker.tsx';
import { seriesAxis, seriesStatus } from '#components/charts/series-status.ts';
import { eventMarks } from '#components/events/event-marks.ts';
import { MarkLegend } from '#components/events/mark-legend.tsx';
import { SegmentedControl } from '#components/ui/segmented-control.tsx';
import { useNarrow } from '#components/ui/use-narrow.ts';
import type { GroupDetail } from '#lib/api/schemas/groups.ts';
import type { LagSeries } from '#lib/api/schemas/series.ts';
import { serverNow } from '#lib/client/clock.ts';
import { useIncidentsBetween, useRulesOver } from '#lib/client/cluster-alerts.ts';
import { useEventsBetween } from '#lib/client/events.ts';
import { plural } from '#lib/client/format-number.ts';
import { useGroupBaseline, useLagSeries } from '#lib/client/series.ts';
import { rangeBounds, zoomedRange } from '#lib/client/time-range.ts';
import { useTimeRange } from '#lib/client/use-time-range.ts';
import { CHARTS_ANCHOR } from './cause-proof.ts';
import { IncidentLegend } from './incident-legend.tsx';
import { LAG_SCALES, LAG_UNITS, LagLines, type LagQuery, lagWord, TOTAL_LABEL } from './lag-lines.tsx';
import { RateChart } from './rate-chart.tsx';
import { type RuleLimits, ruleLimits } from './rule-limits.ts';
import { StatusStrip } from './status-strip.tsx';

const SPLITS = ['total', 'topic', 'partition'] as const;
const MOST_SKELETON_ROWS = 40;
const MOST_RULES = 3;

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
  const [unit, setUnit] = useQueryState('unit', parseAsStringLiteral(LAG_UNITS).withDefault('messages'));
  const [chosen, setChosen] = useQueryState('partition', parseAsString);
  const scope = { cluster, slug, range, intervalMs };
  const isTotal = split === 'total' && chosen === null;
  const byPartition = useLagSeries({ ...scope, unit, by: 'partition' });
  const byTopic = useLagSeries({ ...scope, unit, by: 'topic', enabled: split === 'topic' });
  const inAll = useLagSeries({ ...scope, unit, by: 'group', enabled: isTotal });
  const hasBaseline = isTotal && unit === 'messages';
  const baseline = useGroupBaseline({ ...scope, enabled: hasBaseline });
  const lines = chosen !== null || split === 'partition' ? byPartition : split === 'topic' ? byTopic : inAll;

  const onZoom = useCallback((aMs: number, bMs: number) => setRange(zoomedRange(aMs, bMs)), [setRange]);
  const shown = lines.data ?? byPartition.data;
  const bounds = shown
    ? { fromMs: Date.parse(shown.from), toMs: Date.parse(shown.to) }
    : rangeBounds(range, serverNow());

  const narrow = useNarrow();
  const { fromMs, toMs } = bounds;
  const events = useEventsBetween(cluster, { group: group.group, related: 'true' }, fromMs, toMs);
  const marks = useMemo(() => eventMarks(events, { fromMs, toMs }, narrow), [events, fromMs, toMs, narrow]);
  const incidents = useIncidentsBetween(cluster, group.group, fromMs, toMs);
  const bands = useMemo(() => incidents.map((incident) => incidentBand(incident, toMs)), [incidents, toMs]);
  const rules = useRulesOver(cluster, group.group);
  const shownSplit = chosen === null ? split : 'partition';
  const { limits, others } = useMemo(
    () => ruleLimits(rules, { unit, split: shownSplit, commitGapMs: group.commitGapMs }),
    [rules, unit, shownSplit, group.commitGapMs],
  );
  const lineMarks = useMemo(() => marks.map(({ mark }) => mark), [marks]);

  return (
    <section id={CHARTS_ANCHOR} aria-label="Charts" className="mt-6 scroll-mt-16">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <SegmentedControl
          label="Split the lag"
          value={chosen === null ? split : null}
          options={SPLITS.map((value) => ({ value, label: value === 'total' ? TOTAL_LABEL[unit] : value }))}
          onValueChange={(value) => {
            setSplit(value);
            setChosen(null);
          }}
        />
        <SegmentedControl
          label="Count the lag in"
          value={unit}
          options={LAG_UNITS.map((value) => ({ value, label: value }))}
          onValueChange={setUnit}
        />
        <div className="ml-auto">
          <RangePicker range={range} onChange={setRange} />
        </div>
      </div>
      <ChartGroup fromMs={bounds.fromMs} toMs={bounds.toMs} onZoom={onZoom}>
        <StatusStrip cluster={cluster} slug={slug} range={range} />
        <LagLines
          query={lines}
          baseline={hasBaseline ? baseline.data : undefined}
          marks={lineMarks}
          limits={limits}
          bands={bands}
          chosen={chosen}
          note={
            chosen === null ? null : (
              <button type="button" className="link" onClick={() => setChosen(null)}>
                Show all partitions
              </button>
            )
          }
        />
        <LagHeat query={byPartition} group={group} chosen={chosen} onChoose={setChosen} />
        <RateChart {...scope} />
      </ChartGroup>
      <IncidentLegend cluster={cluster} incidents={incidents} />
      <OtherRules others={others} />
      <MarkLegend cluster={cluster} marks={marks} />
    </section>
  );
}

const COUNTED = { total: 'the total', topic: 'each topic', partition: 'each partition', 'some topics': 'some topics' };

/** Rules whose threshold is for other lines than those above. */
function OtherRules({ others }: Pick<RuleLimits, 'others'>) {
  if (others.length === 0) return null;
  const shown = others.slice(0, MOST_RULES);
  const more = others.length - shown.length;
  return (
    <p className="mt-2 ml-(--label) text-sm text-ink-3 [overflow-wrap:anywhere]">
      Thresholds of other lines than these: {shown.map(({ name, split }) => `${name} (${COUNTED[split]})`).join(', ')}
      {more > 0 ? ` and ${plural(more, 'more rule')}` : ''}.
    </p>
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
  const { hot } = props.group;
  const rows = useMemo(() => (data ? heatRows(data, hot) : []), [data, hot]);
  const omitted = data ? data.series.length + data.omittedSeries - rows.length : 0;
  return (
    <Heatmap
      title={`${lagWord(data)} by partition`}
      note={omitted > 0 ? `the ${rows.length} largest; choose a row to see it alone` : 'choose a row to see it alone'}
      status={seriesStatus(
        props.query,
        rows.map((row) => row.values),
      )}
      axis={axis}
      rows={rows}
      scale={LAG_SCALES[data?.unit ?? 'messages']}
      expectedRows={Math.min(MOST_SKELETON_ROWS, Math.max(1, props.group.partitions.length))}
      selectedKey={props.chosen}
      onSelect={props.onChoose}
    />
  );
}

/** The worst of each bucket, so that a short peak is not averaged away. */
/** A picture taller than a screen shows no pattern; the largest come first. */
const MOST_HEAT_ROWS = 100;

function heatRows(data: LagSeries, hot: GroupDetail['hot']): HeatRow[] {
  const isHot = new Set(hot.map(({ topic, partition }) => `${topic}/${partition}`));
  return data.series
    .slice(0, MOST_HEAT_ROWS)
    .map((series) => ({
      key: series.key,
      group: series.topic ?? '',
      label: String(series.partition ?? ''),
      partition: series.partition ?? 0,
      values: series.max,
      atLeast: series.atLeast,
      ...(isHot.has(series.key) ? { mark: 'hot' } : {}),
    }))
    .sort((a, b) => (a.group < b.group ? -1 : a.group > b.group ? 1 : a.partition - b.partition));
}
