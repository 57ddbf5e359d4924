'use client';
import { TONE_INK, type Tone } from '#components/status/tone.ts';
import { cx } from '#components/ui/class-names.ts';
import { StatusIcon } from '#components/ui/icon.tsx';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import { dataAge, type Freshness } from '#lib/client/data-age.ts';
import { formatAge, formatUtc } from '#lib/client/format-time.ts';
import { useNow } from '#lib/client/use-now.ts';

const LOOK: Record<Freshness, { tone: Tone; word: string }> = {
  live: { tone: 'ok', word: 'live' },
  late: { tone: 'warn', word: 'late' },
  gone: { tone: 'danger', word: 'no answer' },
  waiting: { tone: 'unknown', word: 'not read yet' },
};

/** How old what the page shows is: "live, 3 s ago". Counts each second. */
export function DataAgeBadge({ cluster, answering }: { cluster: ClusterRow | null; answering: boolean }) {
  const now = useNow();
  if (!cluster || now === 0) return <span className="w-28" />;
  const age = dataAge(cluster, now, answering);
  const look = LOOK[age.freshness];
  return (
    <span
      className={cx(
        'flex items-center gap-1.5 whitespace-nowrap',
        age.freshness === 'live' ? 'text-ink-2' : TONE_INK[look.tone],
      )}
      title={cluster.observedAt === null ? undefined : `last poll ${formatUtc(cluster.observedAt)}`}
    >
      {age.freshness === 'live' ? (
        <i aria-hidden="true" className="size-2 rounded-full bg-ok" />
      ) : (
        <StatusIcon shape={look.tone === 'danger' ? 'danger' : look.tone === 'warn' ? 'warn' : 'unknown'} />
      )}
      {look.word}
      {age.ageMs === null ? '' : `, ${formatAge(age.ageMs)} ago`}
    </span>
  );
}
