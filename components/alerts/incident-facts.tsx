'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Instant } from '#components/ui/instant.tsx';
import { Name } from '#components/ui/name.tsx';
import type { Incident, IncidentDetail } from '#lib/api/schemas/incidents.ts';
import { formatCount, plural } from '#lib/client/format-number.ts';
import { formatDuration } from '#lib/client/format-time.ts';
import { onOneLine } from '#lib/client/readable-name.ts';
import { alertsPage } from '#lib/client/routes.ts';
import { lastedMs, resolutionWords } from './incident-words.ts';
import { OwnerWords } from './owner-words.tsx';
import { untoldWords } from './silences/silence-words.ts';

/** All that is known of an incident, in the order in which one asks. */
export function IncidentFacts({ detail }: { detail: IncidentDetail }) {
  const { incident } = detail;
  const { lossNotBefore, reopened, rule } = incident;
  const labels = Object.entries(rule.labels);
  return (
    <dl className="mt-4 grid max-w-[104ch] gap-x-4 gap-y-2 md:grid-cols-[9rem_minmax(0,1fr)]">
      <FactRow label="Since">
        <Instant at={incident.since} />, fired at <Instant at={incident.openedAt} />
        {reopened > 0 ? `; it came back ${plural(reopened, 'time')} within 10 minutes: flapping` : ''}
      </FactRow>
      <EndRow incident={incident} />
      {detail.isHeldOpen ? (
        <FactRow label="Held open">
          Its value is good again, but records were deleted unread: it stays open until somebody acknowledges it, or the
          group commits beyond them.
        </FactRow>
      ) : null}
      <WorstRow incident={incident} />
      <LagRow incident={incident} />
      {lossNotBefore === null ? null : (
        <FactRow label="Data loss">
          Unread data is deleted not before <Instant at={lossNotBefore} />
        </FactRow>
      )}
      <SeenRow incident={incident} />
      <ToldRow detail={detail} />
      <MutedRow incident={incident} />
      {incident.owner === null ? null : (
        <FactRow label="Owner">
          <OwnerWords owner={incident.owner} />
        </FactRow>
      )}
      <RuleRow incident={incident} />
      {labels.length === 0 ? null : (
        <FactRow label="Labels">
          <span className="code">{labels.map(([label, value]) => `${label}=${value}`).join(', ')}</span>
        </FactRow>
      )}
    </dl>
  );
}

function EndRow({ incident }: { incident: Incident }) {
  const lasted = lastedMs(incident);
  if (lasted === null) return null;
  return (
    <FactRow label="Over since">
      <Instant at={incident.resolvedAt} />, after {formatDuration(lasted)}: {resolutionWords(incident)}
    </FactRow>
  );
}

function WorstRow({ incident: { worst } }: { incident: Incident }) {
  if (worst.topic === null) return null;
  return (
    <FactRow label={worst.partition === null ? 'Worst topic' : 'Worst partition'}>
      <Name>{worst.partition === null ? worst.topic : `${worst.topic}/${worst.partition}`}</Name>
      {worst.memberHost === null ? null : (
        <>
          , held by <Name>{worst.memberHost}</Name>
        </>
      )}
    </FactRow>
  );
}

function LagRow({ incident: { lag, timeLag, status } }: { incident: Incident }) {
  if (lag === null) return null;
  const bound = timeLag?.quality === 'at-least' ? 'at least ' : '';
  const behind = timeLag?.seconds == null ? '' : `, ${bound}${formatDuration(timeLag.seconds * 1000)}`;
  return (
    <FactRow label="As it opened">
      {formatCount(lag)} messages{behind} behind{status === null ? '' : `, ${status}`}
    </FactRow>
  );
}

function SeenRow({ incident: { ack, resolvedAt } }: { incident: Incident }) {
  return (
    <FactRow label="Acknowledged">
      {ack !== null ? (
        <>
          by <Name>{ack.by}</Name> at <Instant at={ack.at} />
          {ack.note === null ? '' : `: ${ack.note}`}
        </>
      ) : resolvedAt === null ? (
        'Nobody has said yet that they look at it.'
      ) : (
        'by nobody while it lasted'
      )}
    </FactRow>
  );
}

const SILENCES = { silence: 'by the silence', maintenance: 'by the maintenance window' };

/** Why nobody is told of it now, and until when. */
function MutedRow({ incident: { muted, cluster } }: { incident: Incident }) {
  if (muted === null) return null;
  const why = onOneLine(muted.why);
  if (muted.by === 'inhibition') return <FactRow label="Muted">explained by: {why}</FactRow>;
  const silences = new URLSearchParams({ tab: 'silences', search: muted.why });
  return (
    <FactRow label="Muted">
      {SILENCES[muted.by]}{' '}
      <Link
        href={`${alertsPage(cluster)}?${silences}`}
        prefetch={false}
        className="underline decoration-line-strong underline-offset-3 hover:decoration-current"
      >
        “{why}”
      </Link>
      {muted.until === null ? null : (
        <>
          {' '}
          until <Instant at={muted.until} />
        </>
      )}
    </FactRow>
  );
}

/** Since when its destinations are told, or why they are not. */
function ToldRow({ detail: { incident, timeline } }: { detail: IncidentDetail }) {
  const { told } = incident;
  if (told === null) return <FactRow label="Told">{untoldWords(incident)}</FactRow>;
  const isTold = timeline.some(({ kind }) => kind === 'told');
  return (
    <FactRow label="Told">
      {isTold ? (
        <>
          at <Instant at={told.at} />
          {told.repeatedAt === null ? null : (
            <>
              , and again at <Instant at={told.repeatedAt} />
            </>
          )}
        </>
      ) : (
        'in the console alone: no destination has word of it'
      )}
    </FactRow>
  );
}

/** Its rule among the others; and what to do about it. */
function RuleRow({ incident: { rule, cluster } }: { incident: Incident }) {
  const rules = new URLSearchParams({ tab: 'rules', search: rule.name });
  return (
    <FactRow label="Rule">
      <Link
        href={`${alertsPage(cluster)}?${rules}`}
        prefetch={false}
        className="underline decoration-line-strong underline-offset-3 hover:decoration-current"
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
