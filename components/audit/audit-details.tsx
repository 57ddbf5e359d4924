import type { ReactNode } from 'react';
import { Instant } from '#components/ui/instant.tsx';
import { Name } from '#components/ui/name.tsx';
import type { AuditEntry } from '#lib/api/schemas/audit.ts';
import { NO_VALUE } from '#lib/client/format-number.ts';
import { formatLatency } from '#lib/client/format-time.ts';

/** Names the details of an entry for what opens them. */
export const detailsIdOf = (entryId: string): string => `audit-${entryId}`;

/** Everything an entry says, with what was before and after in full. */
export function AuditDetails({ entry }: { entry: AuditEntry }) {
  const { actor, origin, at, endedAt, count } = entry;
  const tookMs = endedAt === null ? null : Date.parse(endedAt) - Date.parse(at);
  return (
    <div id={detailsIdOf(entry.id)} className="my-2 border-l-2 border-line-strong pl-3">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5 leading-5">
        <Row term="Who">
          <Name>{actor.name}</Name>
          {actor.id === actor.kind ? null : (
            <>
              , {actor.kind} <Name>{actor.id}</Name>
            </>
          )}
        </Row>
        <Row term="From">
          <Text text={origin.address} />
          {origin.userAgent === null ? null : (
            <>
              , <Name>{origin.userAgent}</Name>
            </>
          )}
        </Row>
        <Row term="Target">
          <Text text={entry.target} />
        </Row>
        <Row term="Cluster">
          <Text text={entry.cluster} />
        </Row>
        {entry.reason === null ? null : <Row term="Reason">“{entry.reason}”</Row>}
        <Row term={count > 1 ? 'First, last' : 'Begun, ended'}>
          <Instant at={at} />, <Instant at={endedAt} />
          {tookMs === null ? null : ` (${formatLatency(tookMs)})`}
        </Row>
        <Row term="Request">
          <Text text={origin.requestId} />
        </Row>
        <Row term="Row, hash">
          {entry.id}, <Name>{entry.hash}</Name>
        </Row>
      </dl>
      <div className="mt-2 grid gap-3 md:grid-cols-2">
        <State title="Before" value={entry.before} />
        <State title={entry.outcome === 'done' ? 'After' : 'Planned'} value={entry.after} />
      </div>
    </div>
  );
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

const Text = ({ text }: { text: string | null }) => (text === null ? NO_VALUE : <Name>{text}</Name>);

function State({ title, value }: { title: string; value: unknown }) {
  return (
    <section aria-label={title} className="min-w-0">
      <p className="text-sm text-ink-3">{title}</p>
      {value === null || value === undefined ? (
        <p className="text-ink-3">nothing</p>
      ) : (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
          tabIndex={0}
          className="max-h-80 overflow-auto rounded-sm bg-sunk p-2 font-mono text-sm whitespace-pre-wrap text-ink"
        >
          {JSON.stringify(value, null, 2)}
        </pre>
      )}
    </section>
  );
}
