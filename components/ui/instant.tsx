'use client';
import { useState } from 'react';
import { serverNow } from '#lib/client/clock.ts';
import { NO_VALUE } from '#lib/client/format-number.ts';
import { formatAge, formatDuration, formatTime, formatUtc } from '#lib/client/format-time.ts';
import { useNow } from '#lib/client/use-now.ts';

/** An instant: `14:02:31` today, `Nov 21 14:02` else; UTC and how long ago on hover. */
export function Instant({ at, className }: { at: string | null; className?: string }) {
  const [hint, setHint] = useState<string>();
  if (at === null) return <span className="text-ink-3">{NO_VALUE}</span>;
  const showHint = () => setHint(`${formatUtc(at)}, ${formatAge(serverNow() - Date.parse(at))} ago`);
  return (
    <time dateTime={at} title={hint} onPointerEnter={showHint} className={className}>
      {formatTime(at, serverNow())}
    </time>
  );
}

/** How long something has lasted: `4 min 18 s`, counting; the instant it began on hover. */
export function Lasting({ since, className }: { since: string | null; className?: string }) {
  const now = useNow();
  if (since === null) return <span className="text-ink-3">{NO_VALUE}</span>;
  return (
    <time dateTime={since} title={`since ${formatUtc(since)}`} className={className}>
      {formatDuration(Math.max(0, now - Date.parse(since)))}
    </time>
  );
}
