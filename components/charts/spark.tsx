import { gapRuns, lastValue } from './buckets.ts';
import { sparkPath, sparkSummary } from './sparkline.ts';

const WIDTH = 96;
const HEIGHT = 16;

/** A line the height of a row: shape only, no scale. Gaps are hatched. */
export function Spark({ values }: { values: readonly (string | null)[] }) {
  const numbers = values.map((value) => (value === null ? null : Number(value)));
  const step = WIDTH / Math.max(1, numbers.length - 1);
  const last = lastValue(numbers);
  const top = Math.max(1, ...numbers.map((value) => value ?? 0));
  const first = numbers.findIndex((value) => value !== null);
  // Whether history or the group is younger than the line is not known here: before its first value nothing is missing.
  const axis = {
    fromMs: 0,
    bucketMs: 1,
    buckets: numbers.length,
    knownUntilMs: numbers.length,
    knownFromMs: first < 0 ? numbers.length : first,
  };
  return (
    <span className="relative inline-block h-5 w-24 align-middle">
      <span className="sr-only">{sparkSummary(numbers)}</span>
      <svg viewBox="0 -2 96 20" aria-hidden="true" className="absolute inset-0 size-full overflow-visible fill-none">
        <path d="M0 16.5H96" className="stroke-line" />
        {gapRuns(axis, [numbers]).map((gap) => (
          <GapHatch key={gap.start} from={(gap.start - 0.5) * step} to={(gap.end - 0.5) * step} />
        ))}
        <path d={sparkPath(numbers, WIDTH, HEIGHT)} className="stroke-ink-3 stroke-[1.25]" />
        {last ? (
          <circle cx={last.index * step} cy={HEIGHT - (last.value / top) * HEIGHT} r={2} className="fill-ink-2" />
        ) : null}
      </svg>
    </span>
  );
}

/** Drawn as strokes: a pattern would need an id for each of hundreds of rows. */
function GapHatch({ from, to }: { from: number; to: number }) {
  const start = Math.max(0, from);
  const end = Math.min(WIDTH, to);
  const strokes: string[] = [];
  for (let x = start; x + 4 <= end + 0.01; x += 4) strokes.push(`M${x.toFixed(1)} 12l4 -6`);
  return <path d={strokes.join('')} className="stroke-hatch" />;
}
