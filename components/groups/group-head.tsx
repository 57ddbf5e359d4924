import type { ReactNode } from 'react';
import { ClusterAnswer } from '#components/shell/cluster-answer.tsx';
import { lagStateLook } from '#components/status/lag-state.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Crumb } from '#components/ui/crumb.tsx';
import { Lasting } from '#components/ui/instant.tsx';
import { Name } from '#components/ui/name.tsx';
import type { GroupDetail } from '#lib/api/schemas/groups.ts';
import { formatCount, plural } from '#lib/client/format-number.ts';
import { readableName } from '#lib/client/readable-name.ts';
import { groupsPage } from '#lib/client/routes.ts';
import { groupAnswer, reasons } from './group-answer.ts';
import { groupTypeWord } from './group-columns.tsx';

const MOST_REASONS = 3;

/** Which group this is, how bad it is in one sentence, why, and what kind of group it is. */
export function GroupHead({ cluster, group }: { cluster: string; group: GroupDetail }) {
  const inWorst = group.worst === null ? 0 : (group.states[group.worst] ?? 0);
  const said = reasons(group.partitions, MOST_REASONS);
  return (
    <>
      <Crumb href={groupsPage(cluster)} label="Groups" />
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <Name className="text-name font-medium [overflow-wrap:anywhere]">{group.group}</Name>
        {group.worst === 'ok' ? null : <StatusBadge look={lagStateLook(group.worst)} big />}
        {group.worst !== null && group.worst !== 'ok' ? (
          <span className="text-ink-2">
            {formatCount(inWorst)} of {plural(group.partitions.length, 'partition')}, for{' '}
            <Lasting since={group.worstSince} />
          </span>
        ) : null}
        <div className="ml-auto flex gap-2">
          <CopyButton icon="link" text={() => window.location.href}>
            Copy link
          </CopyButton>
        </div>
      </div>
      <ClusterAnswer observedAt={group.observedAt} phrases={groupAnswer(group)} />
      <dl className="mt-4 max-w-[104ch] gap-y-2 text-lg md:grid md:grid-cols-[var(--label)_minmax(0,1fr)]">
        {said.length > 0 ? (
          <Line term="Why">
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
          </Line>
        ) : null}
        <Line term="Group">
          <span className="text-ink-2">{identity(group)}</span>
        </Line>
        {group.failure === null ? null : (
          <Line term="Unread">
            <span className="text-unknown">{group.failure.message}</span>
          </Line>
        )}
      </dl>
    </>
  );
}

function Line({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-md text-ink-3 max-md:mt-3 max-md:text-sm">{term}</dt>
      <dd className="text-pretty">{children}</dd>
    </>
  );
}

/** What kind of group it is, in one line. */
function identity(group: GroupDetail): string {
  const kind = group.type === 'consumer' ? 'consumer (KIP-848)' : groupTypeWord(group);
  // The assignor's name is the members' own word.
  const assignor = group.partitionAssignor ? readableName(group.partitionAssignor) : null;
  const state = [kind, group.state, group.epoch === null ? null : `epoch ${group.epoch}`, assignor];
  const members = group.members === null ? 'members not known' : plural(group.members, 'member');
  const size = `${members}, ${plural(group.partitions.length, 'partition')} on ${plural(group.topics, 'topic')}`;
  const coordinator = group.coordinator === null ? '' : ` Coordinated by broker ${group.coordinator}.`;
  const before = group.membersBeforeRebalance ? ' It rebalances: the members shown are those before.' : '';
  return `${state.filter(Boolean).join(', ')}. ${size}.${coordinator}${before}`;
}
