'use client';
import Link from 'next/link';
import { type ReactNode, useState } from 'react';
import { useCluster } from '#components/shell/cluster-context.tsx';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { Answer } from '#components/ui/answer.tsx';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Crumb } from '#components/ui/crumb.tsx';
import { Instant, Lasting } from '#components/ui/instant.tsx';
import { Loaded } from '#components/ui/loaded.tsx';
import { Name } from '#components/ui/name.tsx';
import { NotFound } from '#components/ui/not-found.tsx';
import { Section } from '#components/ui/section.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { Incident, IncidentDetail } from '#lib/api/schemas/incidents.ts';
import { useIncident } from '#lib/client/alerts.ts';
import { formatCount } from '#lib/client/format-number.ts';
import { formatDuration } from '#lib/client/format-time.ts';
import { alertsPage, groupPage, incidentPage, topicPage } from '#lib/client/routes.ts';
import { mayOperate, useSession } from '#lib/client/session.ts';
import { AckDialog } from './ack-dialog.tsx';
import { incidentLook, resolutionWords, subjectOf } from './incident-words.ts';

/** What is shown of the time before an incident began. */
const BEFORE_MS = 3_600_000;

/** What happened, is it over, and what was it the last times? */
export function IncidentView({ id }: { id: string }) {
  const { name: cluster } = useCluster();
  const query = useIncident(cluster, id);
  return (
    <Loaded
      query={query}
      what="The incident"
      skeleton={<Skeleton className="h-96" />}
      notFound={
        <NotFound title="There is no such incident" back={{ href: alertsPage(cluster), label: `Alerts of ${cluster}` }}>
          It may be older than what is kept, or on a cluster that you may not see.
        </NotFound>
      }
    >
      {(detail) => <IncidentBody cluster={cluster} detail={detail} />}
    </Loaded>
  );
}

function IncidentBody({ cluster, detail: { incident, earlier } }: { cluster: string; detail: IncidentDetail }) {
  const { data: session } = useSession();
  const [seeing, setSeeing] = useState(false);
  const canSee = incident.resolvedAt === null && incident.ack === null && mayOperate(session, cluster);
  return (
    <>
      <Crumb href={alertsPage(cluster)} label="Alerts" />
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <SubjectLink incident={incident} />
        <StatusBadge look={incidentLook(incident)} big />
        {incident.resolvedAt === null ? (
          <span className="text-ink-2">
            for <Lasting since={incident.since} />
          </span>
        ) : null}
        <div className="ml-auto flex gap-2">
          {canSee ? (
            <Button look="primary" onClick={() => setSeeing(true)}>
              Acknowledge
            </Button>
          ) : null}
          <CopyButton icon="link" text={() => window.location.href}>
            Copy link
          </CopyButton>
        </div>
      </div>
      <Answer phrases={[`${capital(incident.condition)}.`]} />
      <Facts incident={incident} cluster={cluster} />
      <Section id="before" title="The last times" note="The same rule and target">
        <Earlier cluster={cluster} earlier={earlier} />
      </Section>
      {seeing ? <AckDialog incident={incident} onClose={() => setSeeing(false)} /> : null}
    </>
  );
}

function SubjectLink({ incident }: { incident: Incident }) {
  const { cluster, group, topic, since } = incident;
  const from = new Date(Date.parse(since) - BEFORE_MS).toISOString();
  const href =
    group !== null ? `${groupPage(cluster, group)}?from=${from}` : topic !== null ? topicPage(cluster, topic) : null;
  const name = <Name className="text-name font-medium [overflow-wrap:anywhere]">{subjectOf(incident)}</Name>;
  if (href === null) return name;
  return (
    <Link
      href={href}
      prefetch={false}
      className="underline decoration-line-strong decoration-1 underline-offset-[5px] hover:decoration-current"
    >
      {name}
    </Link>
  );
}

function Facts({ incident, cluster }: { incident: Incident; cluster: string }) {
  const { worst, lag, timeLag, ack, rule, lossNotBefore, resolvedAt, reopened } = incident;
  const place = worst.topic === null ? null : `${worst.topic}${worst.partition === null ? '' : `/${worst.partition}`}`;
  const behind = timeLag?.seconds == null ? null : formatDuration(timeLag.seconds * 1000);
  const bound = timeLag?.quality === 'at-least' ? 'at least ' : '';
  return (
    <dl className="mt-4 grid max-w-[104ch] gap-x-4 gap-y-2 md:grid-cols-[9rem_minmax(0,1fr)]">
      <FactRow label="Since">
        <Instant at={incident.since} />, told at <Instant at={incident.openedAt} />
        {reopened > 0 ? `; it came back ${formatCount(reopened)} times within 10 minutes: flapping` : ''}
      </FactRow>
      {resolvedAt === null ? null : (
        <FactRow label="Over since">
          <Instant at={resolvedAt} />: {resolutionWords(incident)}
        </FactRow>
      )}
      {place === null ? null : (
        <FactRow label="Worst partition">
          <Name>{place}</Name>
          {worst.memberHost === null ? null : (
            <>
              , held by <Name>{worst.memberHost}</Name>
            </>
          )}
        </FactRow>
      )}
      {lag === null ? null : (
        <FactRow label="As it opened">
          {formatCount(lag)} messages{behind === null ? '' : `, ${bound}${behind}`} behind
          {incident.status === null ? '' : `, ${incident.status}`}
        </FactRow>
      )}
      {lossNotBefore === null ? null : (
        <FactRow label="Data loss">
          Unread data is deleted not before <Instant at={lossNotBefore} />
        </FactRow>
      )}
      <FactRow label="Seen">
        {ack === null ? (
          'Nobody has said yet that they look at it.'
        ) : (
          <>
            by <Name>{ack.by}</Name> at <Instant at={ack.at} />
            {ack.note === null ? '' : `: ${ack.note}`}
          </>
        )}
      </FactRow>
      <FactRow label="Rule">
        <Link
          href={`${alertsPage(cluster)}?tab=rules`}
          prefetch={false}
          className="hover:underline hover:underline-offset-3"
        >
          {rule.name}
        </Link>
        {rule.runbook === null ? null : (
          <>
            {' · '}
            <a href={rule.runbook} target="_blank" rel="noreferrer" className="underline underline-offset-3">
              Runbook
            </a>
          </>
        )}
      </FactRow>
    </dl>
  );
}

function FactRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

function Earlier({ cluster, earlier }: { cluster: string; earlier: readonly Incident[] }) {
  if (earlier.length === 0) return <p className="py-3 text-ink-2">It never fired before.</p>;
  return (
    <ul className="divide-y">
      {earlier.map((incident) => (
        <li key={incident.id} className="flex flex-wrap gap-x-3 gap-y-1 py-2">
          <Link href={incidentPage(cluster, incident.id)} prefetch={false} className="underline underline-offset-3">
            <Instant at={incident.since} />
          </Link>
          <span className="min-w-0 flex-1">{incident.condition}</span>
          <span className="text-ink-2">{endWords(incident)}</span>
        </li>
      ))}
    </ul>
  );
}

function endWords(incident: Incident): string {
  if (incident.resolvedAt === null) return 'still firing';
  const lasted = formatDuration(Date.parse(incident.resolvedAt) - Date.parse(incident.since));
  return `${resolutionWords(incident)} after ${lasted}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
