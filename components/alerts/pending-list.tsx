'use client';
import Link from 'next/link';
import { Instant } from '#components/ui/instant.tsx';
import { Section } from '#components/ui/section.tsx';
import { scopeKey, scopeWords } from '#lib/alerts/scope.ts';
import { usePending } from '#lib/client/alerts.ts';
import { formatCount } from '#lib/client/format-number.ts';
import { scopePage } from './subject-page.ts';

const SHOWN = 10;

/** What fires next if it goes on like this; nothing is said where nothing does. */
export function PendingList({ cluster }: { cluster: string }) {
  const { data } = usePending(cluster, SHOWN);
  if (data === undefined || data.count === 0) return null;
  const note = data.count > data.items.length ? `the first ${data.items.length} of ${formatCount(data.count)}` : null;
  return (
    <Section id="pending" title="About to fire" note={note}>
      <ul className="divide-y">
        {data.items.map(({ rule, since, firesAt, ...scope }) => (
          <li key={`${rule.id} ${scopeKey(scope)}`} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2">
            <span className="min-w-0 basis-64 [overflow-wrap:anywhere]">
              <Link href={scopePage(scope)} prefetch={false} className="code hover:underline hover:underline-offset-3">
                {scopeWords(scope, cluster)}
              </Link>
            </span>
            <span className="min-w-0 flex-1 basis-48 text-ink-2 [overflow-wrap:anywhere]">{rule.name}</span>
            <span className="text-ink-2">
              since <Instant at={since} />, fires at <Instant at={firesAt} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
