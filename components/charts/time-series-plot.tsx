'use client';
import { useId, useMemo } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceDot,
  ReferenceLine,
  XAxis,
  YAxis,
} from 'recharts';
import { formatTick } from '#lib/client/format-time.ts';
import { type BucketAxis, bucketMiddle, gapRuns, lastValue, partialRuns, splitPartial } from './buckets.ts';
import { type ChartSpace, xOf } from './chart-group.tsx';
import { type ChartBand, largestShown, type PlacedLimits } from './limits.ts';
import { BAND_FILL, LimitName, LonelyDot, MARK_LINE, MarkLetter, type MarkTone } from './plot-marks.tsx';
import { clockOffsetMs, type Ticks, timeTicks } from './ticks.ts';
import { boundWords } from './value-words.ts';

/** One line of a chart, with the band of its extremes where there is one. */
export interface PlotSeries {
  key: string;
  label: string;
  avg: readonly (number | null)[];
  min?: readonly (number | null)[];
  max?: readonly (number | null)[];
  /** Partitions that the value of each bucket is without. */
  unknown?: readonly number[] | undefined;
  /** Buckets whose largest value is a lower bound. */
  atLeast?: readonly boolean[] | undefined;
}

/** Where values usually lie, drawn behind the lines. */
export interface UsualBand {
  /** What makes it usual: "usual (last 7 days)". */
  label: string;
  low: readonly (number | null)[];
  high: readonly (number | null)[];
}

/** Something that happened, as a hairline through the chart; the letter is explained below it. */
export interface ChartMark {
  letter: string;
  atMs: number;
  tone: MarkTone;
  /** What happened, one sentence each; said when the pointer is there. */
  words: readonly string[];
}

export interface TimeSeriesPlotProps {
  space: ChartSpace;
  width: number;
  height: number;
  axis: BucketAxis;
  series: readonly PlotSeries[];
  marks: readonly ChartMark[];
  usual: UsualBand | null;
  limits: PlacedLimits;
  bands: readonly ChartBand[];
  ticks: (max: number, count: number) => Ticks;
  /** A value as an axis writes it, with its unit: `80 k`, `1.2 k/s`. */
  formatAxis: (value: number) => string;
  formatLast: (value: number) => string;
}

const AXIS_HEIGHT = 22;
/** Above the plot: room for the letters of marks. */
const TOP = 8;
const TOP_WITH_MARKS = 22;
/** A name stands on its line, which may be the top of the axis. */
const TOP_WITH_NAMES = 16;
const PX_PER_TICK = 110;

export const SERIES_COLOURS = [1, 2, 3, 4, 5, 6].map((n) => `var(--series-${n})`);

/** The picture itself. A file of its own, because the library behind it is large and is loaded when it is needed. */
export default function TimeSeriesPlot(props: TimeSeriesPlotProps) {
  const { space, width, height, axis, series, usual } = props;
  const hatch = useId();
  const points = useMemo(() => plotPoints(space, axis, series, usual), [space, axis, series, usual]);
  const gaps = useMemo(
    () =>
      gapRuns(
        axis,
        series.map((s) => s.avg),
      ),
    [axis, series],
  );
  const partial = useMemo(
    () =>
      partialRuns(
        axis,
        series.map((s) => s.unknown),
      ),
    [axis, series],
  );
  const highest = props.limits.drawn.at(-1)?.value ?? 0;
  const values = props.ticks(Math.max(highest, largestShown(series, usual)), 4);
  const plotWidth = width - space.left - space.right;
  const times = timeTicks(space.fromMs, space.toMs, Math.max(2, plotWidth / PX_PER_TICK), clockOffsetMs(space.toMs));
  const top = values.ticks.at(-1) ?? 1;
  const single = series.length === 1 ? series[0] : undefined;
  const last = single ? lastValue(single.avg) : null;
  const bucketX = (index: number) => axis.fromMs + index * axis.bucketMs;

  return (
    <ComposedChart
      width={width}
      height={height}
      data={points}
      margin={{ top: roomAbove(props), right: space.right, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <defs>
        <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V5" stroke="var(--hatch)" strokeWidth="1.5" />
        </pattern>
      </defs>
      <CartesianGrid stroke="var(--grid)" />
      <XAxis
        dataKey="at"
        type="number"
        domain={[space.fromMs, space.toMs]}
        allowDataOverflow
        ticks={times.ticks}
        interval={0}
        tickFormatter={(at: number) => formatTick(at, times.step)}
        tick={TICK}
        tickLine={false}
        axisLine={{ stroke: 'var(--line-strong)' }}
        height={AXIS_HEIGHT}
      />
      <YAxis
        type="number"
        domain={[0, top]}
        ticks={values.ticks}
        interval={0}
        tickFormatter={props.formatAxis}
        tick={TICK}
        tickLine={false}
        axisLine={false}
        width={space.left}
      />
      {props.bands.map((band) => (
        <ReferenceArea
          key={band.key}
          x1={Math.max(space.fromMs, band.fromMs)}
          x2={Math.min(space.toMs, band.toMs)}
          fill={BAND_FILL[band.tone]}
          fillOpacity={1}
        />
      ))}
      {gaps.map((gap) => (
        <ReferenceArea
          key={gap.start}
          x1={Math.max(space.fromMs, bucketX(gap.start))}
          x2={Math.min(space.toMs, bucketX(gap.end))}
          fill={`url(#${hatch})`}
          fillOpacity={0.8}
        />
      ))}
      {partial.map((run) => (
        <ReferenceArea
          key={run.start}
          x1={Math.max(space.fromMs, bucketX(run.start))}
          x2={Math.min(space.toMs, bucketX(run.end))}
          fill="var(--unknown-soft)"
          fillOpacity={1}
        />
      ))}
      {usual ? (
        <Area
          dataKey="usual"
          stroke="none"
          fill="var(--usual)"
          fillOpacity={1}
          isAnimationActive={false}
          activeDot={false}
        />
      ) : null}
      {props.marks.map((mark) => (
        <ReferenceLine
          key={mark.letter}
          x={mark.atMs}
          stroke={MARK_LINE[mark.tone]}
          {...(mark.tone === 'plain' ? { strokeDasharray: '2 3' } : {})}
          label={<MarkLetter letter={mark.letter} x={xOf(space, width, mark.atMs)} tone={mark.tone} />}
        />
      ))}
      {single?.max ? (
        <Area
          dataKey="band0"
          stroke="none"
          fill="var(--band)"
          fillOpacity={1}
          isAnimationActive={false}
          activeDot={false}
        />
      ) : null}
      {series.map((line, index) => (
        <Line
          key={line.key}
          dataKey={`line${index}`}
          stroke={SERIES_COLOURS[index % SERIES_COLOURS.length] ?? 'var(--accent)'}
          strokeWidth={1.75}
          isAnimationActive={false}
          activeDot={false}
          dot={(dot: { index: number; cx?: number; cy?: number }) => (
            <LonelyDot
              key={dot.index}
              {...dot}
              values={line.avg}
              colour={SERIES_COLOURS[index % SERIES_COLOURS.length]}
            />
          )}
        />
      ))}
      {series.map((line, index) =>
        line.unknown ? (
          <Line
            key={`${line.key} partial`}
            dataKey={`partial${index}`}
            stroke={SERIES_COLOURS[index % SERIES_COLOURS.length] ?? 'var(--accent)'}
            strokeWidth={1.75}
            strokeDasharray="3 3"
            isAnimationActive={false}
            activeDot={false}
            dot={false}
          />
        ) : null,
      )}
      {props.limits.drawn.map(({ key, value, label, tone }) => (
        <ReferenceLine
          key={key}
          y={value}
          stroke={MARK_LINE[tone]}
          strokeDasharray="6 4"
          {...(props.limits.named.has(key) && {
            label: <LimitName words={`${label}: ${props.formatLast(value)}`} tone={tone} />,
          })}
        />
      ))}
      {last ? (
        <ReferenceDot
          x={pointAt(space, axis, last.index)}
          y={last.value}
          r={3}
          fill="var(--accent)"
          stroke="none"
          label={{
            value: boundWords(single?.atLeast?.[last.index], props.formatLast(last.value)),
            position: 'right',
            offset: 8,
            fill: 'var(--ink)',
            fontSize: 11,
            fontWeight: 500,
          }}
        />
      ) : null}
    </ComposedChart>
  );
}

function roomAbove({ marks, limits }: TimeSeriesPlotProps): number {
  if (marks.length > 0) return TOP_WITH_MARKS;
  return limits.named.size > 0 ? TOP_WITH_NAMES : TOP;
}

const TICK = { fill: 'var(--ink-3)', fontSize: 11 };

type PlotPoint = { at: number } & Record<string, number | readonly [number, number] | null>;

/** A bucket that reaches over the edge of the range is drawn inside it. */
function pointAt(space: ChartSpace, axis: BucketAxis, index: number): number {
  return Math.min(space.toMs, Math.max(space.fromMs, bucketMiddle(axis, index)));
}

function plotPoints(
  space: ChartSpace,
  axis: BucketAxis,
  series: readonly PlotSeries[],
  usual: UsualBand | null,
): PlotPoint[] {
  const lines = series.map((line) => splitPartial(line.avg, line.unknown));
  return Array.from({ length: axis.buckets }, (_, i) => {
    const point: PlotPoint = { at: pointAt(space, axis, i), usual: pairAt(usual?.low, usual?.high, i) };
    series.forEach((line, n) => {
      point[`line${n}`] = lines[n]?.whole[i] ?? null;
      point[`partial${n}`] = lines[n]?.partial?.[i] ?? null;
      point[`band${n}`] = pairAt(line.min, line.max, i);
    });
    return point;
  });
}

type Values = readonly (number | null)[];

function pairAt(low: Values | undefined, high: Values | undefined, index: number): readonly [number, number] | null {
  const [from, to] = [low?.[index] ?? null, high?.[index] ?? null];
  return from === null || to === null ? null : [from, to];
}
