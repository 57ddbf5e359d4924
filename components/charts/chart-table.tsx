import { formatCount } from '#lib/client/format-number.ts';
import { formatTime } from '#lib/client/format-time.ts';
import { type BucketAxis, begunBuckets, firstKnownBucket } from './buckets.ts';

export interface ChartTableColumn {
  header: string;
  values: readonly (number | null)[];
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
                  <TableValue value={column.values[index] ?? null} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function TableValue({ value }: { value: number | null }) {
  return value === null ? <span className="text-ink-3">no data</span> : formatCount(Math.round(value));
}
