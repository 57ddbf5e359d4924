import { ClusterAnswer } from '#components/shell/cluster-answer.tsx';
import { REPLICATION_STATE } from '#components/status/replication-state.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Crumb } from '#components/ui/crumb.tsx';
import { Name } from '#components/ui/name.tsx';
import type { TopicDetail } from '#lib/api/schemas/topics.ts';
import { topicsPage } from '#lib/client/routes.ts';
import { topicAnswer } from './topic-answer.ts';

/** Which topic this is, whether it is safe, and how it is set up. */
export function TopicHead({ cluster, topic }: { cluster: string; topic: TopicDetail }) {
  const facts = [
    topic.minIsr === null ? null : `min ISR ${topic.minIsr}`,
    topic.cleanupPolicy === null ? null : `cleanup ${topic.cleanupPolicy}`,
    topic.internal ? 'internal topic' : null,
  ].filter((fact) => fact !== null);
  return (
    <>
      <Crumb href={topicsPage(cluster)} label="Topics" />
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <Name className="text-name font-medium [overflow-wrap:anywhere]">{topic.name}</Name>
        <StatusBadge look={REPLICATION_STATE[topic.worst]} big />
        <div className="ml-auto flex gap-2">
          <CopyButton icon="link" text={() => window.location.href}>
            Copy link
          </CopyButton>
        </div>
      </div>
      <ClusterAnswer
        observedAt={topic.observedAt}
        phrases={topicAnswer(topic)}
        whenGone={topicAnswer(topic, { unread: false })}
      />
      <p className="mt-2 text-ink-2">
        {facts.join(' · ')}
        {topic.topicId === null ? null : (
          <>
            {facts.length > 0 ? ' · ' : ''}topic id <Name>{topic.topicId}</Name>
          </>
        )}
      </p>
      {topic.failure === null ? null : <p className="mt-2 text-unknown">{topic.failure.message}</p>}
    </>
  );
}
