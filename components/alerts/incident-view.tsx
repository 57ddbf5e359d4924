'use client';
import Link from 'next/link';
import { useState } from 'react';
import { useCluster } from '#components/shell/cluster-context.tsx';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { Answer } from '#components/ui/answer.tsx';
import { Button, buttonStyle } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Crumb } from '#components/ui/crumb.tsx';
import { Lasting } from '#components/ui/instant.tsx';
import { Loaded } from '#components/ui/loaded.tsx';
import { Name } from '#components/ui/name.tsx';
import { NotFound } from '#components/ui/not-found.tsx';
import { Section } from '#components/ui/section.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { IncidentDetail } from '#lib/api/schemas/incidents.ts';
import { useIncident } from '#lib/client/alerts.ts';
import { serverNow } from '#lib/client/clock.ts';
import { alertsPage, incidentPage } from '#lib/client/routes.ts';
import { mayOperate, useSession } from '#lib/client/session.ts';
import { AckDialog } from './ack-dialog.tsx';
import { EarlierIncidents } from './earlier-incidents.tsx';
import { IncidentChart } from './incident-chart.tsx';
import { IncidentFacts } from './incident-facts.tsx';
import { IncidentTimeline } from './incident-timeline.tsx';
import { incidentLook, subjectOf } from './incident-words.ts';
import { SilenceButton } from './silences/silence-button.tsx';
import { matchersOf } from './silences/silence-draft.ts';
import { subjectPage } from './subject-page.ts';

/** What happened, is it over, and what was it the last times? */
export function IncidentView({ id }: { id: string }) {
  const { name: cluster } = useCluster();
  const query = useIncident(cluster, id);
  const back = { href: alertsPage(cluster), label: `Alerts of ${cluster}` };
  return (
    <Loaded
      query={query}
      what="The incident"
      skeleton={<IncidentSkeleton />}
      notFound={
        <NotFound title="There is no such incident" back={back}>
          It may be older than what is kept, or on a cluster that you may not see.
        </NotFound>
      }
    >
      {(detail) =>
        // The switch of clusters keeps the page, and with it the id.
        detail.incident.cluster === cluster ? (
          <IncidentBody detail={detail} />
        ) : (
          <NotFound title={`${cluster} has no such incident`} back={back}>
            It is one of{' '}
            <Link href={incidentPage(detail.incident.cluster, id)} prefetch={false} className="link">
              {detail.incident.cluster}
            </Link>
            .
          </NotFound>
        )
      }
    </Loaded>
  );
}

function IncidentBody({ detail }: { detail: IncidentDetail }) {
  const { incident, timeline, earlier } = detail;
  return (
    <>
      <Crumb href={alertsPage(incident.cluster)} label="Alerts" />
      <IncidentHead detail={detail} />
      <Answer phrases={[`${capital(incident.condition)}.`]} />
      <IncidentFacts detail={detail} />
      {incident.group === null ? null : (
        <section aria-label="Chart" className="mt-4">
          <IncidentChart incident={incident} group={incident.group} />
        </section>
      )}
      <Section id="timeline" title="Timeline">
        <IncidentTimeline cluster={incident.cluster} timeline={timeline} />
      </Section>
      <Section id="before" title="The last times" note="the same rule and target">
        <EarlierIncidents earlier={earlier} />
      </Section>
    </>
  );
}

/** What it is about, how it stands, and what can be done. */
function IncidentHead({ detail: { incident, isHeldOpen } }: { detail: IncidentDetail }) {
  const { data: session } = useSession();
  const [seeing, setSeeing] = useState(false);
  const isOpen = incident.resolvedAt === null;
  const href = subjectPage(incident, serverNow());
  return (
    <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2">
      <Link
        href={href}
        prefetch={false}
        className="underline decoration-line-strong decoration-1 underline-offset-[5px] hover:decoration-current"
      >
        <Name className="text-name font-medium [overflow-wrap:anywhere]">{subjectOf(incident)}</Name>
      </Link>
      <StatusBadge look={incidentLook(incident)} big />
      {isOpen ? (
        <span className="text-ink-2">
          for <Lasting since={incident.since} />
        </span>
      ) : null}
      <div className="ml-auto flex flex-wrap gap-2">
        {isOpen && (incident.ack === null || isHeldOpen) && mayOperate(session, incident.cluster) ? (
          <Button look="primary" onClick={() => setSeeing(true)}>
            Acknowledge
          </Button>
        ) : null}
        {isOpen ? (
          <SilenceButton cluster={incident.cluster} over={matchersOf(incident)}>
            Silence this
          </SilenceButton>
        ) : null}
        {incident.group === null ? null : (
          <Link href={href} prefetch={false} className={buttonStyle()}>
            Charts around it
          </Link>
        )}
        <CopyButton icon="link" text={() => window.location.href}>
          Copy link
        </CopyButton>
      </div>
      {seeing ? <AckDialog incident={incident} onClose={() => setSeeing(false)} /> : null}
    </div>
  );
}

function IncidentSkeleton() {
  return (
    <>
      <Skeleton className="mb-2 h-4 w-16" />
      <Skeleton className="h-6 w-72 max-w-full" />
      <Skeleton className="mt-3 h-7 w-[32rem] max-w-full" />
      <Skeleton className="mt-4 h-48 max-w-[104ch]" />
      <Skeleton className="mt-6 h-24" />
    </>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
