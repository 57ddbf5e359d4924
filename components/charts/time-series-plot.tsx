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
import {
  type BucketAxis,
  bucketMiddle,
  gapRuns,
  isAlone,
  largest,
  lastValue,
  partialRuns,
  splitPartial,
} from './buckets.ts';
import { type ChartSpace, xOf } from './chart-group.tsx';
import { clockOffsetMs, timeTicks, valueTicks } from './ticks.ts';

/** One line of a chart, with the band of its extremes where there is one. */
export interface PlotSeries {
  key: string;
  label: string;
  avg: readonly (number | null)[];
  min?: readonly (number | null)[];
  max?: readonly (number | null)[];
  /** Partitions that the value of each bucket is without. */
  unknown?: readonly number[] | undefined;
}

/** Something that happened, as a hairline through the chart; the letter is explained below it. */
export interface ChartMark {
  letter: string;
  atMs: number;
  tone: 'plain' | 'danger';
}

export interface TimeSeriesPlotProps {
  space: ChartSpace;
  width: number;
  height: number;
  axis: BucketAxis;
  series: readonly PlotSeries[];
  marks: readonly ChartMark[];
  /** A value as an axis writes it, with its unit: `80 k`, `1.2 k/s`. */
  formatAxis: (value: number) => string;
  formatLast: (value: number) => string;
}

const AXIS_HEIGHT = 22;
/** Above the plot: room for the letters of marks. */
const TOP = 8;
const TOP_WITH_MARKS = 22;
const PX_PER_TICK = 110;

export const SERIES_COLOURS = [1, 2, 3, 4, 5, 6].map((n) => `var(--series-${n})`);

/** The picture itself. A file of its own, because the library behind it is large and is loaded when it is needed. */
export default function TimeSeriesPlot(props: TimeSeriesPlotProps) {
  const { space, width, height, axis, series } = props;
  const hatch = useId();
  const points = useMemo(() => plotPoints(space, axis, series), [space, axis, series]);
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
  const values = valueTicks(largest(series.flatMap((s) => [s.avg, s.max ?? []])), 4);
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
      margin={{ top: props.marks.length > 0 ? TOP_WITH_MARKS : TOP, right: space.right, bottom: 0, left: 0 }}
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
      {props.marks.map((mark) => (
        <ReferenceLine
          key={mark.letter}
          x={mark.atMs}
          stroke={mark.tone === 'danger' ? 'var(--danger)' : 'var(--ink-3)'}
          {...(mark.tone === 'danger' ? {} : { strokeDasharray: '2 3' })}
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
      {last ? (
        <ReferenceDot
          x={pointAt(space, axis, last.index)}
          y={last.value}
          r={3}
          fill="var(--accent)"
          stroke="none"
          label={{
            value: props.formatLast(last.value),
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

const TICK = { fill: 'var(--ink-3)', fontSize: 11 };

type PlotPoint = { at: number } & Record<string, number | readonly [number, number] | null>;

/** A bucket that reaches over the edge of the range is drawn inside it. */
function pointAt(space: ChartSpace, axis: BucketAxis, index: number): number {
  return Math.min(space.toMs, Math.max(space.fromMs, bucketMiddle(axis, index)));
}

function plotPoints(space: ChartSpace, axis: BucketAxis, series: readonly PlotSeries[]): PlotPoint[] {
  const lines = series.map((line) => splitPartial(line.avg, line.unknown));
  return Array.from({ length: axis.buckets }, (_, i) => {
    const point: PlotPoint = { at: pointAt(space, axis, i) };
    series.forEach((line, n) => {
      const [min, max] = [line.min?.[i] ?? null, line.max?.[i] ?? null];
      point[`line${n}`] = lines[n]?.whole[i] ?? null;
      point[`partial${n}`] = lines[n]?.partial?.[i] ?? null;
      point[`band${n}`] = min === null || max === null ? null : [min, max];
    });
    return point;
  });
}

function LonelyDot(props: {
  index: number;
  cx?: number;
  cy?: number;
  values: readonly (number | null)[];
  colour: string | undefined;
}) {
  if (props.cx === undefined || props.cy === undefined || !isAlone(props.values, props.index)) return null;
  return <circle cx={props.cx} cy={props.cy} r={2} fill={props.colour} />;
}

function MarkLetter({ letter, x, tone }: { letter: string; x: number; tone: ChartMark['tone'] }) {
  return (
    <g>
      <circle
        cx={x}
        cy={9}
        r={8}
        fill="var(--bg)"
        stroke={tone === 'danger' ? 'var(--danger)' : 'var(--line-strong)'}
      />
      <text x={x} y={12.5} textAnchor="middle" fontSize={10} fontWeight={500} fill="var(--ink)">
        {letter}
      </text>
    </g>
  );
}
