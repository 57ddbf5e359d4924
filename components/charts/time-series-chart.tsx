'use client';
import dynamic from 'next/dynamic';
import { type KeyboardEvent, type ReactNode, useMemo } from 'react';
import { Name } from '#components/ui/name.tsx';
import { serverNow } from '#lib/client/clock.ts';
import { formatTime } from '#lib/client/format-time.ts';
import { type BucketAxis, begunBuckets, bucketAt, bucketMiddle } from './buckets.ts';
import { ChartFrame, type ChartStatus, LegendKey } from './chart-frame.tsx';
import { type ChartSpace, useChartSpace, useCursor, xOf } from './chart-group.tsx';
import { ChartTable } from './chart-table.tsx';
import { Crosshair } from './crosshair.tsx';
import {
  aboveWords,
  type ChartBand,
  type ChartLimit,
  largestShown,
  type PlacedLimits,
  placedLimits,
} from './limits.ts';
import { PlotTip } from './plot-tip.tsx';
import { type Ticks, valueTicks } from './ticks.ts';
import type { ChartMark, PlotSeries, UsualBand } from './time-series-plot.tsx';
import { useTimePointer } from './use-time-pointer.ts';
import { boundWords } from './value-words.ts';

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
const NO_LIMITS: ChartLimit[] = [];
const NO_BANDS: ChartBand[] = [];
/** Below the plot: the crosshair does not cross the ticks. */
const AXIS_HEIGHT = 22;
const ROOM_FOR_WORDS = 160;

type FormatValue = (value: number | null) => string;

export interface TimeSeriesChartProps {
  title: string;
  note?: ReactNode;
  status: ChartStatus;
  /** Null while nothing is loaded. */
  axis: BucketAxis | null;
  series: readonly PlotSeries[];
  marks?: readonly ChartMark[];
  usual?: UsualBand | null;
  /** What values are held against; those far above them are told of and not drawn. */
  limits?: readonly ChartLimit[];
  bands?: readonly ChartBand[];
  height?: number;
  formatAxis: (value: number) => string;
  formatValue: FormatValue;
  /** Rules the axis from 0 to the largest value; round numbers unless given. */
  ticks?: (max: number, count: number) => Ticks;
  /** How the table writes a value; a whole number unless given. */
  formatCell?: (value: number) => string;
}

/** Lines over time, with the band of their extremes, gaps as gaps, and everything a chart of this console has. */
export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const { axis, series, height = 200, usual = null, limits = NO_LIMITS } = props;
  const space = useChartSpace();
  const placed = useMemo(() => placedLimits(limits, largestShown(series, usual)), [limits, series, usual]);
  const far = aboveWords(placed.above, props.formatValue);
  return (
    <ChartFrame
      title={props.title}
      note={
        far === null ? (
          props.note
        ) : (
          <>
            {props.note} {far}
          </>
        )
      }
      status={props.status}
      height={height}
      legend={<SeriesLegend series={series} axis={axis} usual={usual} hasLimits={placed.drawn.length > 0} />}
      table={() => (axis ? <SeriesTable {...props} axis={axis} /> : null)}
    >
      {axis && space.width !== null ? (
        <PlotSurface {...props} placed={placed} axis={axis} space={space} width={space.width} height={height} />
      ) : null}
    </ChartFrame>
  );
}

interface SurfaceProps extends TimeSeriesChartProps {
  placed: PlacedLimits;
  axis: BucketAxis;
  space: ChartSpace;
  width: number;
  height: number;
}

/** The picture, and over it what follows the cursor: only that is drawn again when the cursor moves. */
function PlotSurface(props: SurfaceProps) {
  const { space, width, height } = props;
  return (
    <>
      <div aria-hidden="true" data-plot="">
        <TimeSeriesPlot
          space={space}
          width={width}
          height={height}
          axis={props.axis}
          series={props.series}
          marks={props.marks ?? NO_MARKS}
          usual={props.usual ?? null}
          limits={props.placed}
          bands={props.bands ?? NO_BANDS}
          ticks={props.ticks ?? valueTicks}
          formatAxis={props.formatAxis}
          formatLast={props.formatValue}
        />
      </div>
      <BeforeHistory axis={props.axis} space={space} width={width} height={height - AXIS_HEIGHT} />
      <Crosshair width={width} height={height - AXIS_HEIGHT} />
      <TimeSlider {...props} />
      <LimitList limits={props.limits ?? NO_LIMITS} format={props.formatValue} />
    </>
  );
}

/** The lines of the limits for those who do not see them. */
function LimitList({ limits, format }: { limits: readonly ChartLimit[]; format: FormatValue }) {
  if (limits.length === 0) return null;
  return (
    <ul aria-label="Thresholds" className="sr-only">
      {limits.map(({ key, label, value }) => (
        <li key={key}>
          {label}: {format(value)}
        </li>
      ))}
    </ul>
  );
}

/** Why the plot begins with nothing: it is not that something went wrong then. */
function BeforeHistory(props: { axis: BucketAxis; space: ChartSpace; width: number; height: number }) {
  const { axis, space, width, height } = props;
  if (axis.knownFromMs === null) return null;
  const room = xOf(space, width, axis.knownFromMs) - space.left;
  if (room < ROOM_FOR_WORDS) return null;
  return (
    <p
      className="pointer-events-none absolute top-0 flex items-center justify-center text-sm text-ink-3"
      style={{ left: space.left, width: room, height }}
    >
      no history before {formatTime(axis.knownFromMs, serverNow())}
    </p>
  );
}

/** Takes pointer and keys: arrows move the crosshair by a bucket and say what stands there. */
function TimeSlider(props: SurfaceProps) {
  const { axis, space, width, series } = props;
  const pointer = useTimePointer(space, width);
  const { atMs } = useCursor(space.cursor);
  const index = atMs === null ? null : bucketAt(axis, atMs);
  const happened =
    atMs === null
      ? []
      : [...bandWordsAt(props.bands ?? NO_BANDS, atMs), ...wordsAt(props.marks ?? NO_MARKS, space, width, atMs)];
  const last = Math.max(0, begunBuckets(axis) - 1);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return space.cursor.set({ atMs: null, dragFromMs: null });
    const here = index ?? last;
    const next = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    space.cursor.set({ atMs: bucketMiddle(axis, Math.min(last, Math.max(0, next))), dragFromMs: null });
  };

  return (
    <>
      <div
        role="slider"
        tabIndex={0}
        aria-label={`${props.title}, time`}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={index ?? last}
        aria-valuetext={
          index === null
            ? 'no time chosen'
            : [readoutText(axis, series, index, props.formatValue), ...usualWords(props, index), ...happened].join('. ')
        }
        className="absolute inset-0 cursor-crosshair touch-pan-y"
        onKeyDown={onKeyDown}
        {...pointer}
      />
      {index === null || atMs === null ? null : (
        <PlotTip space={space} width={width} atMs={atMs} top={4}>
          <SeriesTip axis={axis} series={series} index={index} format={props.formatValue} />
          {usualWords(props, index).map((words) => (
            <div key={words} className="text-ink-3">
              {words}
            </div>
          ))}
          <MarkTip words={happened} />
        </PlotTip>
      )}
    </>
  );
}

/** What is usual at the crosshair, where something is. */
function usualWords({ usual, formatValue }: TimeSeriesChartProps, index: number): string[] {
  const [low, high] = [usual?.low[index] ?? null, usual?.high[index] ?? null];
  return low === null || high === null ? [] : [`usual: ${formatValue(low)} to ${formatValue(high)}`];
}

/** How near the crosshair must be to a mark, px, for it to be told. */
const NEAR_MARK = 10;
const MOST_WORDS = 5;

/** What lasted at the crosshair. */
const bandWordsAt = (bands: readonly ChartBand[], atMs: number): string[] => [
  ...new Set(bands.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs).map(({ words }) => words)),
];

/** What the marks at the crosshair stand for. */
function wordsAt(marks: readonly ChartMark[], space: ChartSpace, width: number, atMs: number): string[] {
  const x = xOf(space, width, atMs);
  const words = marks
    .filter((mark) => Math.abs(xOf(space, width, mark.atMs) - x) <= NEAR_MARK)
    .flatMap((mark) => mark.words);
  const more = words.length - MOST_WORDS;
  return more > 0 ? [...words.slice(0, MOST_WORDS), `and ${more} more`] : words;
}

function MarkTip({ words }: { words: readonly string[] }) {
  return words.map((sentence) => (
    <div key={sentence} className="w-72 max-w-[60vw] border-t py-0.5 whitespace-normal text-ink-2">
      {sentence}
    </div>
  ));
}

/** The values at the crosshair, line by line. */
function SeriesTip(props: { axis: BucketAxis; series: readonly PlotSeries[]; index: number; format: FormatValue }) {
  const { axis, series, index, format } = props;
  return (
    <>
      <div className="text-ink-2">{formatTime(axis.fromMs + index * axis.bucketMs, serverNow())}</div>
      {series.map((line, n) => (
        <div key={line.key} className="flex items-center gap-2">
          {series.length > 1 ? <i className={`inline-block w-3.5 ${SWATCHES[n % SWATCHES.length]}`} /> : null}
          {series.length > 1 ? <Name>{line.label}</Name> : null}
          <b className="ml-auto font-medium">{valueWords(line, index, format)}</b>
        </div>
      ))}
    </>
  );
}

/** The same as one line, for assistive technology. */
function readoutText(axis: BucketAxis, series: readonly PlotSeries[], index: number, format: FormatValue): string {
  const at = formatTime(axis.fromMs + index * axis.bucketMs, serverNow());
  const parts = series.map((line) => `${series.length > 1 ? `${line.label} ` : ''}${valueWords(line, index, format)}`);
  return `${at}: ${parts.join(', ')}`;
}

function valueWords(line: PlotSeries, index: number, format: FormatValue): string {
  const avg = line.avg[index] ?? null;
  if (avg === null) return 'no data';
  const [min, max] = [line.min?.[index] ?? null, line.max?.[index] ?? null];
  const missing = line.unknown?.[index] ?? 0;
  const without = missing === 0 ? '' : `, ${missing} ${missing === 1 ? 'partition' : 'partitions'} unknown`;
  const bound = (words: string) => boundWords(line.atLeast?.[index], words);
  return min === null || max === null || min === max
    ? `${bound(format(avg))}${without}`
    : `${bound(format(avg))} (${format(min)} to ${format(max)})${without}`;
}

function SeriesLegend(props: {
  series: readonly PlotSeries[];
  axis: BucketAxis | null;
  usual: UsualBand | null;
  hasLimits: boolean;
}) {
  const { series, axis, usual } = props;
  if (!axis) return null;
  return (
    <>
      {series.map((line, index) => (
        <LegendKey key={line.key} swatch={SWATCHES[index % SWATCHES.length] ?? ''}>
          {series.length === 1 ? 'average' : line.label}
        </LegendKey>
      ))}
      {series.length === 1 && series[0]?.max ? <LegendKey swatch="h-2 bg-band">min to max</LegendKey> : null}
      {usual ? <LegendKey swatch="h-2 bg-usual">{usual.label}</LegendKey> : null}
      {props.hasLimits ? <LegendKey swatch="border-t-2 border-dashed border-danger">threshold</LegendKey> : null}
      {series.some((line) => line.unknown) ? (
        <LegendKey swatch="h-2 bg-unknown-soft border border-unknown">some partitions unknown</LegendKey>
      ) : null}
      <LegendKey swatch="h-2 hatched">no data</LegendKey>
    </>
  );
}

function SeriesTable(props: TimeSeriesChartProps & { axis: BucketAxis }) {
  const { title, axis, series, usual, formatCell: format } = props;
  const single = series.length === 1 ? series[0] : undefined;
  const { atLeast } = single ?? {};
  const columns = single
    ? [
        { header: 'Average', values: single.avg, format, atLeast },
        ...(single.min ? [{ header: 'Min', values: single.min, format }] : []),
        ...(single.max ? [{ header: 'Max', values: single.max, format, atLeast }] : []),
        ...(single.unknown ? [{ header: 'Unknown partitions', values: single.unknown }] : []),
      ]
    : series.map((line) => ({ header: line.label, values: line.avg, format, atLeast: line.atLeast }));
  const usually = usual
    ? [
        { header: 'Usual, from', values: usual.low, format },
        { header: 'Usual, to', values: usual.high, format },
      ]
    : [];
  return <ChartTable label={`${title}, table`} axis={axis} columns={[...columns, ...usually]} now={serverNow()} />;
}
