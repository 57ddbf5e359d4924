import type { Column } from '#components/data-table/column.ts';
import type { TimeLag, TimeLagQuality } from '#lib/api/schemas/time-lag.ts';
import { NO_VALUE } from '#lib/client/format-number.ts';
import { formatDuration } from '#lib/client/format-time.ts';

const HOW: Record<TimeLagQuality, string> = {
  exact: 'Nothing is left to read',
  'record-time': 'By the timestamp of the record that is read next',
  interpolated: 'By when the log passed the offset of the record that is read next',
  'at-least': 'At least: the record that is read next is older than all that is known of the log',
  unknown: 'Not known yet: it takes two polls, and a lag that can be counted',
};

/** How far behind in time, with how that is known. */
export function BehindCell({ timeLag: { seconds, quality } }: { timeLag: TimeLag }) {
  if (seconds === null)
    return (
      <span title={HOW.unknown} className="text-ink-3">
        {NO_VALUE}
      </span>
    );
  return (
    <span title={HOW[quality]} className={quality === 'exact' ? 'text-ink-3' : undefined}>
      {quality === 'at-least' ? (
        <>
          <span className="sr-only">at least </span>
          <span aria-hidden="true" className="text-unknown">
            ≥{' '}
          </span>
        </>
      ) : null}
      {formatDuration(seconds * 1000)}
    </span>
  );
}

/** Time lag as a column; the id is the API's sort key. */
export function behindColumn<Row extends { timeLag: TimeLag }>(): Column<Row> {
  return {
    id: 'behind',
    header: 'Behind',
    value: (row) => row.timeLag.seconds,
    cell: (row) => <BehindCell timeLag={row.timeLag} />,
    align: 'end',
    descFirst: true,
    width: 116,
    priority: 5,
  };
}
