'use client';
import Link from 'next/link';
import { Banner } from '#components/ui/banner.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { sentence } from '#components/ui/sentence.ts';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import type { ApiError } from '#lib/client/api-error.ts';
import { dataAge } from '#lib/client/data-age.ts';
import { plural } from '#lib/client/format-number.ts';
import { formatDuration } from '#lib/client/format-time.ts';
import { clusterSettingsPage } from '#lib/client/routes.ts';
import { useNow } from '#lib/client/use-now.ts';
import {
  anotherCluster,
  brokersNamed,
  failuresByBroker,
  isOfThePast,
  isOfTheStore,
  refusalToStore,
  troubles,
} from './failures.ts';

/** What stands across every page when it cannot be wholly trusted: unreachable, stale, or partly unknown, and why. */
export function ClusterBanner({ cluster: read, error }: { cluster: ClusterRow | null; error: ApiError | null }) {
  const now = useNow();
  const cluster = read && { ...read, failures: troubles(read.failures) };
  if (error) {
    return (
      <Banner tone="danger" title={`${error.title}.`}>
        {cluster ? 'What you see is the last that was read. ' : ''}
        {sentence(error.detail)} Tried again by itself.
      </Banner>
    );
  }
  if (!cluster || now === 0) return null;
  if (anotherCluster(cluster.failures)) return <AnotherCluster cluster={cluster} />;
  const age = dataAge(cluster, now, true);
  if (age.freshness === 'gone') return <Unreachable cluster={cluster} />;
  const refused = refusalToStore(cluster.failures);
  if (refused) return <Refused cluster={cluster} ageMs={age.freshness === 'late' ? age.ageMs : null} />;
  if (age.freshness === 'late' && age.ageMs !== null) {
    return (
      <Banner tone="warn" title={`This is ${formatDuration(age.ageMs)} old.`}>
        {cluster.name} is read every {formatDuration(cluster.intervalMs)}, the newest poll is of{' '}
        <Instant at={cluster.observedAt} />. The collector is late or has stopped.
      </Banner>
    );
  }
  const unread = cluster.failures.filter(({ code }) => !isOfTheStore(code));
  if (unread.length > 0) return <Partial cluster={cluster} />;
  return cluster.failures.length === 0 ? null : <NotKept cluster={cluster} />;
}

/** The polls are read, and the page grows old all the same. */
function Refused({ cluster, ageMs }: { cluster: ClusterRow; ageMs: number | null }) {
  const title =
    ageMs === null ? `The polls of ${cluster.name} are not stored.` : `This is ${formatDuration(ageMs)} old.`;
  return (
    <Banner tone="warn" title={title}>
      {cluster.observedAt === null ? (
        'None could be stored yet. '
      ) : (
        <>
          The newest poll that was stored is of <Instant at={cluster.observedAt} />.{' '}
        </>
      )}
      <FailureList cluster={cluster} />
    </Banner>
  );
}

/** Whatever the name leads to, what is on the page is of the cluster it led to before. */
function AnotherCluster({ cluster }: { cluster: ClusterRow }) {
  return (
    <Banner
      tone="danger"
      title={`${cluster.name} is another cluster now.`}
      action={
        <Link href={clusterSettingsPage(cluster.name)} prefetch={false} className="link flex-none">
          Decide
        </Link>
      }
    >
      <FailureList cluster={cluster} />
      {cluster.observedAt === null ? null : (
        <>
          What you see is of the cluster it was, from <Instant at={cluster.observedAt} />. It goes on by itself when
          that one answers again.
        </>
      )}
    </Banner>
  );
}

function NotKept({ cluster }: { cluster: ClusterRow }) {
  if (isOfThePast(cluster.failures)) {
    return (
      <Banner tone="warn" title={`The history of ${cluster.name} has a gap.`}>
        <FailureList cluster={cluster} />
        All that is shown of now is live.
      </Banner>
    );
  }
  return (
    <Banner tone="warn" title={`The history of ${cluster.name} is not kept in full.`}>
      <FailureList cluster={cluster} />
      Totals and states are live; positions by partition are those of the last poll that was kept.
    </Banner>
  );
}

function Unreachable({ cluster }: { cluster: ClusterRow }) {
  return (
    <Banner tone="danger" title={`No broker of ${cluster.name} answers.`}>
      {cluster.observedAt === null ? (
        'It has not been read yet. '
      ) : (
        <>
          What you see is from <Instant at={cluster.observedAt} />.{' '}
        </>
      )}
      <FailureList cluster={cluster} />
    </Banner>
  );
}

function Partial({ cluster }: { cluster: ClusterRow }) {
  const groups = failuresByBroker(cluster.failures);
  const brokers = groups.flatMap((group) => (group.brokerId === null ? [] : [group.brokerId]));
  const title =
    brokers.length === 0
      ? `Part of ${cluster.name} could not be read.`
      : `${brokersNamed(brokers)} could not be read in full.`;
  return (
    <Banner tone="warn" title={title}>
      <FailureList cluster={cluster} />
      What depends on it is marked unknown; the rest is live.
    </Banner>
  );
}

function FailureList({ cluster }: { cluster: ClusterRow }) {
  const groups = failuresByBroker(cluster.failures);
  const hidden = groups.length - 3;
  return (
    <>
      {groups.slice(0, 3).map((group) => (
        <span key={group.key} className={groups.length > 1 ? 'block' : ''}>
          {group.brokerId === null ? '' : `Broker ${group.brokerId}: `}
          {group.message}
          {group.since === null ? '' : ', since '}
          {group.since === null ? null : <Instant at={group.since} />}.{' '}
        </span>
      ))}
      {hidden > 0 ? <span className="block">And {plural(hidden, 'more failure')}. </span> : null}
    </>
  );
}
