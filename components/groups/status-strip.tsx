'use client';
import { useChartSpace, xOf } from '#components/charts/chart-group.tsx';
import { STATUS, statusLook } from '#components/status/group-status.ts';
import type { Tone } from '#components/status/tone.ts';
import { cx } from '#components/ui/class-names.ts';
import { Instant } from '#components/ui/instant.tsx';
import type { StatusInterval } from '#lib/api/schemas/status.ts';
import { serverNow } from '#lib/client/clock.ts';
import { formatDuration, formatTime } from '#lib/client/format-time.ts';
import { useGroupStatuses } from '#lib/client/statuses.ts';
import type { TimeRange } from '#lib/client/time-range.ts';

const HEIGHT = 14;
/** Px from which on a word has room. */
const WORD_FROM = 64;

const FILL: Record<Tone, string> = {
  danger: 'bg-danger-soft text-danger border-danger',
  warn: 'bg-warn-soft text-warn border-warn',
  unknown: 'hatched text-unknown border-unknown',
  calm: 'bg-calm-soft text-calm border-calm',
  ok: 'bg-ok-soft text-ok border-transparent',
};

/** In which status the group was when, above its charts and on their axis. */
export function StatusStrip({ cluster, slug, range }: { cluster: string; slug: string; range: TimeRange }) {
  const { data } = useGroupStatuses(cluster, slug, range);
  const space = useChartSpace();
  const { width } = space;
  const intervals = (data?.intervals ?? []).filter(({ status }) => status !== null);
  return (
    <figure aria-label="Status over time" className="relative m-0 mt-4" style={{ height: HEIGHT + 8 }}>
      <span aria-hidden="true" className="absolute top-0 left-0 text-xs text-ink-3 max-md:hidden">
        Status
      </span>
      {width === null
        ? null
        : intervals.map((interval) => {
            const left = Math.max(space.left, xOf(space, width, Date.parse(interval.from)));
            const right = Math.min(width - space.right, xOf(space, width, Date.parse(interval.to)));
            return right <= left ? null : (
              <Span key={interval.from} interval={interval} left={left} width={Math.max(1, right - left)} />
            );
          })}
      <table className="sr-only">
        <caption>Status of the group over time</caption>
        <tbody>
          {intervals.map(({ from, to, status }) => (
            <tr key={from}>
              <th scope="row">{status === null ? '' : STATUS[status].word}</th>
              <td>
                <Instant at={from} /> to <Instant at={to} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function Span({ interval, left, width }: { interval: StatusInterval; left: number; width: number }) {
  const { tone, word } = statusLook(interval.status);
  const from = formatTime(interval.from, serverNow());
  const lasted = formatDuration(Date.parse(interval.to) - Date.parse(interval.from));
  return (
    <span
      aria-hidden="true"
      title={`${word} from ${from}, for ${lasted}`}
      className={cx(
        'absolute top-0 overflow-hidden border-l px-1 text-[10px] leading-[14px] font-semibold whitespace-nowrap',
        FILL[tone],
      )}
      style={{ left, width, height: HEIGHT }}
    >
      {width >= WORD_FROM ? word : ''}
    </span>
  );
}
