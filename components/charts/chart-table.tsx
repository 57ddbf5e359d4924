import { formatCount } from '#lib/client/format-number.ts';
import { formatTime } from '#lib/client/format-time.ts';
import { type BucketAxis, begunBuckets, firstKnownBucket } from './buckets.ts';
import { boundWords } from './value-words.ts';

export interface ChartTableColumn {
  header: string;
  values: readonly (number | null)[];
  /** How a value is written; a whole number unless given. */
  format?: ((value: number) => string) | undefined;
  /** Rows whose value is a lower bound. */
  atLeast?: readonly boolean[] | undefined;
}

/** The numbers behind a chart, newest first; "no data" where nothing was observed. */
export function ChartTable(props: {
  label: string;
  axis: BucketAxis;
  columns: readonly ChartTableColumn[];
  now: number;
}) {
  const { axis, columns } = props;
  const begun = begunBuckets(axis);
  const rows = Math.max(0, begun - firstKnownBucket(axis));
  const newestFirst = Array.from({ length: rows }, (_, i) => begun - 1 - i);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
    <section aria-label={props.label} tabIndex={0} className="mt-2 ml-(--label) max-h-80 overflow-auto border-y">
      <table className="w-full">
        <thead className="sticky top-0 bg-bg text-sm text-ink-3">
          <tr>
            <th scope="col" className="h-7 pr-3 text-left font-normal">
              From
            </th>
            {columns.map((column) => (
              <th key={column.header} scope="col" className="h-7 px-3 text-right font-normal whitespace-nowrap">
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {newestFirst.map((index) => (
            <tr key={index} className="border-t">
              <th scope="row" className="h-7 pr-3 text-left font-normal whitespace-nowrap">
                {formatTime(axis.fromMs + index * axis.bucketMs, props.now)}
              </th>
              {columns.map((column) => (
                <td key={column.header} className="px-3 text-right">
                  <TableValue column={column} index={index} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function TableValue({ column, index }: { column: ChartTableColumn; index: number }) {
  const value = column.values[index] ?? null;
  if (value === null) return <span className="text-ink-3">no data</span>;
  const { format = formatWhole } = column;
  return boundWords(column.atLeast?.[index], format(value));
}

function formatWhole(value: number): string {
  return formatCount(Math.round(value));
}
