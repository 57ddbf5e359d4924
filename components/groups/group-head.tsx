import type { ReactNode } from 'react';
import { OwnerWords } from '#components/alerts/owner-words.tsx';
import { SilenceButton } from '#components/alerts/silences/silence-button.tsx';
import { only } from '#components/alerts/silences/silence-draft.ts';
import { ClusterAnswer } from '#components/shell/cluster-answer.tsx';
import { statusLook } from '#components/status/group-status.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Crumb } from '#components/ui/crumb.tsx';
import { Lasting } from '#components/ui/instant.tsx';
import { Name } from '#components/ui/name.tsx';
import type { GroupDetail } from '#lib/api/schemas/groups.ts';
import { serverNow } from '#lib/client/clock.ts';
import { formatCount, plural } from '#lib/client/format-number.ts';
import { readableName } from '#lib/client/readable-name.ts';
import { groupsPage } from '#lib/client/routes.ts';
import { AlertOnThis } from './alert-on-this.tsx';
import { groupAnswer, reasons } from './group-answer.ts';
import { groupTypeInFull } from './group-columns.tsx';
import { HeadLine } from './head-line.tsx';
import { hotWords } from './hot-words.ts';
import { lossWords } from './loss-words.ts';
import { statusWords } from './status-words.ts';

const MOST_REASONS = 3;

export interface GroupHeadProps {
  cluster: string;
  slug: string;
  intervalMs: number;
  group: GroupDetail;
  /** Lines that say why it lags. */
  why: ReactNode;
  /** These say which partitions are hot. */
  hotIsTold: boolean;
}

/** Which group this is, how bad it is in one sentence, why, and what kind of group it is. */
export function GroupHead({ cluster, slug, intervalMs, group, why, hotIsTold }: GroupHeadProps) {
  const { status, severity } = group;
  const inWorst = status === null ? 0 : (group.statuses[status] ?? 0);
  const told = statusWords(group, serverNow());
  const losing = lossWords(group, serverNow());
  const said = reasons(group.partitions, MOST_REASONS);
  const hot = hotIsTold ? null : hotWords(group);
  return (
    <>
      <Crumb href={groupsPage(cluster)} label="Groups" />
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <Name className="text-name font-medium [overflow-wrap:anywhere]">{group.group}</Name>
        {status === 'OK' ? null : <StatusBadge look={statusLook(status, severity)} big />}
        {status !== null && status !== 'OK' ? (
          // A group of which nothing can be read has no partitions to count.
          <span className="text-ink-2">
            {inWorst > 0 ? `${formatCount(inWorst)} of ${plural(group.partitions.length, 'partition')}, ` : ''}for{' '}
            <Lasting since={group.statusSince} />
          </span>
        ) : null}
        <div className="ml-auto flex flex-wrap justify-end gap-2">
          <AlertOnThis cluster={cluster} slug={slug} group={group.group} intervalMs={intervalMs} />
          <SilenceButton cluster={cluster} over={{ groups: only(group.group) }}>
            Silence
          </SilenceButton>
          <CopyButton icon="link" text={() => window.location.href}>
            Copy link
          </CopyButton>
        </div>
      </div>
      <ClusterAnswer observedAt={group.observedAt} phrases={groupAnswer(group)} />
      <dl className="mt-4 max-w-[104ch] gap-y-2 text-lg md:grid md:grid-cols-[var(--label)_minmax(0,1fr)]">
        {told === null ? null : <HeadLine term="Status">{told}</HeadLine>}
        {why}
        {losing.length === 0 ? null : <HeadLine term="Retention">{losing.join(' ')}</HeadLine>}
        {said.length > 0 ? (
          <HeadLine term="Positions">
            <ul className="flex flex-col gap-1">
              {said.map(({ key, where, more, reason }) => (
                <li key={key}>
                  <Name>{where}</Name>
                  {more === 0 ? '' : ` and ${plural(more, 'more partition')}`}: {reason}.
                </li>
              ))}
            </ul>
            <a href="#partitions" className="link">
              Show the partitions
            </a>
          </HeadLine>
        ) : null}
        {hot === null ? null : (
          <HeadLine term="Hot">
            {hot.where.length === 1 ? 'Partition ' : 'Partitions '}
            <Name>{hot.where.join(', ')}</Name>
            {hot.where.length === 1 ? ' holds ' : ' hold '}
            {hot.share === null ? 'far more of the lag than the others' : `${hot.share} of the lag`}, for{' '}
            <Lasting since={hot.since} />.
          </HeadLine>
        )}
        <HeadLine term="Group">
          <span className="text-ink-2">{identity(group)}</span>
        </HeadLine>
        {group.owner === null ? null : (
          <HeadLine term="Owner">
            <span className="text-ink-2">
              <OwnerWords owner={group.owner} />
            </span>
          </HeadLine>
        )}
        {group.type === 'share' ? (
          <HeadLine term="Lag">
            <span className="text-ink-2">
              Members acknowledge records one by one and commit no offsets: the lag counts what is not processed yet
              from each partition’s start offset on. Charts count all from the start offset on.
            </span>
          </HeadLine>
        ) : null}
        {group.failure === null ? null : (
          <HeadLine term="Unread">
            <span className="text-unknown">{group.failure.message}</span>
          </HeadLine>
        )}
      </dl>
    </>
  );
}

/** What kind of group it is, in one line. */
function identity(group: GroupDetail): string {
  // The assignor's name is the members' own word.
  const assignor = group.partitionAssignor ? readableName(group.partitionAssignor) : null;
  const state = [groupTypeInFull(group), group.state, group.epoch === null ? null : `epoch ${group.epoch}`, assignor];
  const members = group.members === null ? 'members not known' : plural(group.members, 'member');
  const size = `${members}, ${plural(group.partitions.length, 'partition')} on ${plural(group.topics, 'topic')}`;
  const coordinator = group.coordinator === null ? '' : ` Coordinated by broker ${group.coordinator}.`;
  const before = group.membersBeforeRebalance ? ' It rebalances: the members shown are those before.' : '';
  return `${state.filter(Boolean).join(', ')}. ${size}.${coordinator}${before}`;
}
