'use client';
import Link from 'next/link';
import { useCluster } from '#components/shell/cluster-context.tsx';
import { Button } from '#components/ui/button.tsx';
import { StatusIcon, type StatusShape } from '#components/ui/icon.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Refusal } from '#components/ui/refusal.tsx';
import type { Delivery } from '#lib/api/schemas/destinations.ts';
import { useRedeliver } from '#lib/client/alerts.ts';
import { plural } from '#lib/client/format-number.ts';
import { formatLatency } from '#lib/client/format-time.ts';
import { incidentPage } from '#lib/client/routes.ts';

const LOOKS: Record<Delivery['state'], { shape: StatusShape; ink: string }> = {
  waiting: { shape: 'moving', ink: 'text-warn' },
  delivered: { shape: 'ok', ink: 'text-ok' },
  parked: { shape: 'danger', ink: 'text-danger' },
};

/** What was told, whether it arrived, and each attempt with its answer. */
export function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const redeliver = useRedeliver();
  const { event, state, createdAt } = delivery;
  const { shape, ink } = LOOKS[state];
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2">
      <Instant at={createdAt} className="text-ink-2" />
      <span className="w-24 text-ink-2">{event}</span>
      <Summary delivery={delivery} />
      <span className={`inline-flex items-center gap-1.5 ${ink}`}>
        <StatusIcon shape={shape} />
        <span>{state}</span>
      </span>
      {state === 'parked' ? (
        <Button
          shape="small"
          aria-label={`Redeliver ${delivery.summary}`}
          disabled={redeliver.isPending}
          focusableWhenDisabled
          onClick={() => redeliver.mutate(delivery.id)}
        >
          Redeliver
        </Button>
      ) : null}
      <div className="w-full text-sm text-ink-3 [overflow-wrap:anywhere]">
        <Attempts delivery={delivery} />
      </div>
      {redeliver.error ? <Refusal error={redeliver.error} /> : null}
    </li>
  );
}

/** Its incident may be of another cluster: the page says so, and leads there. */
function Summary({ delivery: { summary, incident } }: { delivery: Delivery }) {
  const { name: cluster } = useCluster();
  return (
    <span className="min-w-0 flex-1 basis-64 [overflow-wrap:anywhere]">
      {incident === null ? (
        summary
      ) : (
        <Link
          href={incidentPage(cluster, incident)}
          prefetch={false}
          className="hover:underline hover:underline-offset-3"
        >
          {summary}
        </Link>
      )}
    </span>
  );
}

/** The last attempt, when the next one is, and the others when they are asked for. */
function Attempts({ delivery: { attempts, reason, state, nextAt } }: { delivery: Delivery }) {
  const [newest, ...older] = attempts;
  if (newest === undefined) return <>Not tried yet{reason === null ? '.' : `: ${reason}`}</>;
  return (
    <>
      {`${plural(newest.attempt, 'attempt')}; the last: ${answerWords(newest)}`}
      {state === 'waiting' && nextAt !== null ? (
        <>
          ; tried again at <Instant at={nextAt} />
        </>
      ) : null}
      {older.length === 0 ? null : (
        <details>
          <summary className="w-fit cursor-pointer py-0.5">Attempts before it</summary>
          <ol className="flex flex-col gap-0.5 pl-4">
            {older.map((attempt) => (
              <li key={attempt.attempt}>
                {attempt.attempt}. <Instant at={attempt.at} /> {answerWords(attempt)}
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

const answerWords = ({ detail, durationMs }: Delivery['attempts'][number]): string =>
  `${detail} in ${formatLatency(durationMs)}`;
