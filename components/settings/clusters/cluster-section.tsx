'use client';
import Link from 'next/link';
import { failuresByBroker, troubles } from '#components/shell/failures.ts';
import { Fact, Facts } from '#components/ui/fact.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Name } from '#components/ui/name.tsx';
import { Section } from '#components/ui/section.tsx';
import { sentence } from '#components/ui/sentence.ts';
import type { Role } from '#lib/api/schemas/grants.ts';
import type { ClusterSettings } from '#lib/api/schemas/settings.ts';
import { plural } from '#lib/client/format-number.ts';
import { formatDuration } from '#lib/client/format-time.ts';
import { overviewPage } from '#lib/client/routes.ts';
import { FeatureList } from './feature-list.tsx';
import { IdentityPanel } from './identity-panel.tsx';
import { PermissionPanel } from './permission-panel.tsx';

const MOST_FAILURES = 5;

/** One cluster: whether it answers, what Kafka it is, what it may be asked for, and what Tidemark may not see of it. */
export function ClusterSection({ cluster, role }: { cluster: ClusterSettings; role: Role | null }) {
  const { identity, permissions } = cluster;
  return (
    <Section
      id={`cluster-${cluster.name}`}
      title={cluster.name}
      note={marksOf(cluster)}
      end={
        <Link href={overviewPage(cluster.name)} prefetch={false} className="link">
          Overview<span className="sr-only"> of {cluster.name}</span>
        </Link>
      }
    >
      {identity.foreign === null ? (
        <Health cluster={cluster} />
      ) : (
        <IdentityPanel
          cluster={cluster.name}
          pinned={identity.pinned}
          foreign={identity.foreign}
          mayDecide={role === 'admin'}
          mayReadAudit={role === 'admin' || role === 'operator'}
        />
      )}
      <Failures cluster={cluster} />
      {permissions === null ? null : <PermissionPanel cluster={cluster.name} permissions={permissions} />}
      <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 max-md:grid-cols-1 max-md:gap-y-0">
        <Row label="Bootstrap addresses">
          {cluster.bootstrap.map((address) => (
            <Name key={address} className="mr-3">
              {address}
            </Name>
          ))}
        </Row>
        <Row label="Kafka">{cluster.kafkaVersion ?? 'unknown'}</Row>
        <Row label="Cluster id">
          {identity.pinned === null ? 'not known yet' : <Name className="break-all">{identity.pinned}</Name>}
        </Row>
        <Row label="Polled">
          every {formatDuration(cluster.intervalMs)}
          {cluster.observedAt === null ? ', never yet' : ', last '}
          {cluster.observedAt === null ? null : <Instant at={cluster.observedAt} />}
        </Row>
      </dl>
      <FeatureList features={cluster.features} />
    </Section>
  );
}

function marksOf({ readOnly, protected: isProtected }: ClusterSettings): string {
  return [readOnly && 'read-only', isProtected && 'protected'].filter(Boolean).join(', ');
}

function Health({ cluster }: { cluster: ClusterSettings }) {
  const { brokers, permissions, reachable, stale, observedAt } = cluster;
  return (
    <Facts>
      {!reachable ? (
        <Fact shape="danger" ink="text-danger">
          no broker answers
        </Fact>
      ) : observedAt === null ? (
        <Fact shape="unknown" ink="text-unknown">
          not read yet
        </Fact>
      ) : (
        <Fact {...(stale ? { shape: 'warn', ink: 'text-warn' } : { shape: 'ok', ink: 'text-ok' })}>
          {stale ? 'not read lately' : 'read'}
        </Fact>
      )}
      {brokers.total === 0 ? null : (
        <Fact
          {...(brokers.up === brokers.total
            ? { shape: 'ok', ink: 'text-ok' }
            : { shape: 'danger', ink: 'text-danger' })}
        >
          {brokers.up} of {plural(brokers.total, 'broker')} up
        </Fact>
      )}
      {observedAt === null ? null : (
        <Fact {...(permissions === null ? { shape: 'ok', ink: 'text-ok' } : { shape: 'unknown', ink: 'text-unknown' })}>
          {permissions === null ? 'nothing hidden from Tidemark' : 'not all may be seen'}
        </Fact>
      )}
    </Facts>
  );
}

function Failures({ cluster }: { cluster: ClusterSettings }) {
  const { identity } = cluster;
  // Of another cluster the panel says all there is to say.
  const failures = identity.foreign === null ? failuresByBroker(troubles(cluster.failures)) : [];
  if (failures.length === 0) return null;
  const more = failures.length - MOST_FAILURES;
  return (
    <ul className="mt-3 flex flex-col gap-1 text-ink-2">
      {failures.slice(0, MOST_FAILURES).map(({ key, message, brokerId, since }) => (
        <li key={key} className="[overflow-wrap:anywhere]">
          {brokerId === null ? '' : `Broker ${brokerId}: `}
          {sentence(message)} {since === null ? null : <Instant at={since} className="text-ink-3" />}
        </li>
      ))}
      {more > 0 ? <li>And {plural(more, 'more failure')}.</li> : null}
    </ul>
  );
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="min-w-0 max-md:mb-2">{children}</dd>
    </>
  );
}
