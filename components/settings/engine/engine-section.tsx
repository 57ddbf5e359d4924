import type { ReactNode } from 'react';
import { Bytes } from '#components/ui/amount.tsx';
import { cx } from '#components/ui/class-names.ts';
import { Instant } from '#components/ui/instant.tsx';
import { Name } from '#components/ui/name.tsx';
import { Section } from '#components/ui/section.tsx';
import type { EngineStatus } from '#lib/api/schemas/settings.ts';
import { formatCount, plural } from '#lib/client/format-number.ts';
import { formatDuration, formatLatency } from '#lib/client/format-time.ts';
import { LATE_MS, troubleOf } from './engine-answer.ts';
import { PhaseBar } from './phase-bar.tsx';

/** How one cluster is polled: how long it takes by phase, what it costs, what was missed, and by whom. */
export function EngineSection({ status }: { status: EngineStatus }) {
  const { engine, heap, brokerErrors, intervalMs } = status;
  const failing = brokerErrors.filter(({ polls }) => polls > 0);
  return (
    <Section
      id={`engine-${status.cluster}`}
      title={status.cluster}
      note={troubleOf(status) === null ? 'on time' : <span className="text-warn">{troubleOf(status)}</span>}
    >
      {engine.pollId === null ? (
        <p className="py-3 text-ink-2">No poll has been written yet.</p>
      ) : (
        <>
          <PhaseBar phases={engine.phases} durationMs={engine.durationMs} intervalMs={intervalMs} />
          <dl className="mt-3 grid grid-cols-2 gap-x-6 gap-y-3 md:grid-cols-4">
            <Figure label="Newest poll">
              <Instant at={status.observedAt} />
            </Figure>
            <Figure label="Requests" note="for the newest poll">
              {engine.requests === null ? '–' : formatCount(engine.requests)}
              {engine.checkRequests ? ` + ${formatCount(engine.checkRequests)} looks` : ''}
            </Figure>
            <Figure label="Began late by" trouble={(engine.lateMs ?? 0) > LATE_MS}>
              {engine.lateMs === null ? '–' : formatLatency(engine.lateMs)}
            </Figure>
            <Figure label="Throttled" trouble={(engine.throttleMs ?? 0) > 0} note="by a quota">
              {engine.throttleMs ? formatLatency(engine.throttleMs) : 'not'}
            </Figure>
            <Figure label="Skipped" trouble={engine.skippedPolls > 0} note="polls, one still running">
              {formatCount(engine.skippedPolls)}
            </Figure>
            <Figure label="Backlog" trouble={engine.waitingPolls > 0} note="polls that wait for Postgres">
              {formatCount(engine.waitingPolls)}
            </Figure>
            <Figure label="Lost" trouble={engine.lostPolls > 0} note="polls never written">
              {formatCount(engine.lostPolls)}
            </Figure>
            <Figure
              label="Memory"
              trouble={heap !== null && heap.bytes > 0.9 * heap.limitBytes}
              note="of its engine, all clusters"
            >
              {heap === null ? (
                '–'
              ) : (
                <>
                  <Bytes value={Math.round(heap.bytes)} /> of <Bytes value={Math.round(heap.limitBytes)} />
                </>
              )}
            </Figure>
          </dl>
          <p className="mt-3 text-ink-2">
            {failing.length === 0
              ? 'No broker failed in a poll'
              : `Failed: ${failing.map(({ brokerId, polls }) => `broker ${brokerId} in ${plural(polls, 'poll')}`).join(', ')}`}
            {engine.startedAt === null ? '' : ' since '}
            {engine.startedAt === null ? null : <Instant at={engine.startedAt} />}. Read every{' '}
            {formatDuration(intervalMs)}.
          </p>
        </>
      )}
      <Lease lease={status.lease} />
    </Section>
  );
}

function Lease({ lease }: { lease: EngineStatus['lease'] }) {
  if (lease === null) return <p className="mt-1 text-ink-2">No process has taken it up: is a collector running?</p>;
  return (
    <p className={cx('mt-1 [overflow-wrap:anywhere]', lease.expired ? 'text-warn' : 'text-ink-2')}>
      {lease.expired ? 'Its lease ran out ' : 'Polled by '}
      {lease.expired ? <Instant at={lease.expiresAt} /> : <Name>{lease.holder}</Name>}
      {lease.expired ? ', and nobody took it up: the last was ' : ''}
      {lease.expired ? <Name>{lease.holder}</Name> : ''}.
    </p>
  );
}

function Figure(props: { label: string; note?: string; trouble?: boolean; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-ink-3">{props.label}</dt>
      <dd className={cx('text-lg', props.trouble && 'font-medium text-warn')}>
        {props.children}
        {props.note ? <span className="block text-sm font-normal text-ink-3">{props.note}</span> : null}
      </dd>
    </div>
  );
}
